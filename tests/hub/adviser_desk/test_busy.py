"""The database cannot be asked while somebody works at the desk: what they wrote stands on the page. (With real locks: tests/hub/faults.)"""

import pytest
from django.db import InterfaceError, OperationalError

from hub.adviser_desk import access
from hub.conversations import limits
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
WORDS = "You can ask for that.\nI will look it up & ring you."


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(request, monkeypatch):
    """What every page of the desk asks first cannot be asked."""

    def broken(*_):
        raise request.param("database is locked")

    monkeypatch.setattr(access, "in_role", broken)
    monkeypatch.setattr(limits, "allow", broken)


def test_a_page_that_was_asked_for(desk, away):
    desk.open("/desk/callbacks/")
    assert desk.status == 503 and "may not be stored" in desk.page.html and 'href="/desk/callbacks/"' in desk.page.html
    assert not desk.page.forms


def test_a_form_stands_on_the_page_and_can_be_sent_again(desk, away):
    desk.client.handler.enforce_csrf_checks = False
    desk._keep(desk.client.post("/desk/c/ABCDEFGH/note", {"key": "k1", "text": WORDS, "tick": ["one", "two"]}))
    assert desk.status == 503
    assert "You can ask for that.<br>I will look it up &amp; ring you." in desk.page.html
    again = desk.page.forms["again"]
    assert again["action"] == "/desk/c/ABCDEFGH/note"
    assert again["fields"]["key"] == "k1" and again["fields"]["text"] == WORDS
    assert [each["value"] for each in desk.page.all("input", name="tick")] == ["one", "two"]
    assert len(desk.page.all("input", name="csrfmiddlewaretoken")) == 1


@pytest.mark.parametrize(
    "address, fields",
    [
        ("/desk/login/", {"username": "sam", "password": "not for a page"}),
        ("/desk/second-factor/app", {"code": "123 456"}),
    ],
)
def test_a_secret_is_never_put_back_on_a_page(desk, away, address, fields):
    desk.client.handler.enforce_csrf_checks = False
    desk._keep(desk.client.post(address, fields))
    assert desk.status == 503 and not desk.page.forms
    assert not [value for value in fields.values() if value in desk.page.html]


def test_what_a_script_asks_by_itself_gets_no_page(desk, away):
    answer = desk.client.get("/desk/", headers={"X-Live": "1"})
    assert (answer.status_code, answer.content) == (503, b"")
