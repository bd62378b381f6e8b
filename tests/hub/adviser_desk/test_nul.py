"""What no keyboard types is refused before any database is asked: PostgreSQL would fail over it."""

import pytest

from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/desk/c/ABC%00DEFG/", "/desk/c/%00/offer"])
def test_in_an_address(desk, address):
    desk.open(address)
    assert desk.status == 404


@pytest.mark.parametrize("address", ["/desk/canned/?ref=%00", "/desk/?done=%00"])
def test_in_a_question(desk, address):
    assert desk.client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address, fields",
    [
        ("/desk/login/", {"username": "sam\0", "password": "x"}),
        ("/desk/search/", {"ref": "\0"}),
        ("/desk/search/", {"phone": "07700\0"}),
        ("/desk/canned/write", {"title": "a\0b"}),
        ("/desk/live", {"after": "0", "ref": "\0"}),
    ],
)
def test_in_a_form(desk, address, fields):
    desk.open()
    assert desk.client.post(address, {"csrfmiddlewaretoken": token(desk), **fields}).status_code == 400


def token(desk):
    return desk.page.forms["switch"]["fields"]["csrfmiddlewaretoken"]
