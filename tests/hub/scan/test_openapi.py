"""docs/openapi.yml is true: it has every public address of the URL list, with the methods that do something and no others."""

import pytest
import yaml
from django.conf import settings
from django.test import Client

from tests.hub.scan.crawl import addresses, filled

DESCRIBED = yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yml").read_text(encoding="utf-8"))["paths"]
METHODS = ("get", "post", "put", "patch", "delete", "options", "trace")
OF_STAFF = "/desk/"


def as_described(pattern: str) -> str:
    """`/offer/<slug:topic>/` of the URL list is `/offer/{topic}/` in the description."""
    before, found, rest = pattern.partition("<")
    if not found:
        return before
    place, _, rest = rest.partition(">")
    return f"{before}{{{place.rpartition(':')[2]}}}{as_described(rest)}"


PUBLIC = {as_described(each): each for each in addresses() if not each.startswith(OF_STAFF)}


def test_it_has_every_public_address_and_no_other():
    assert set(DESCRIBED) - set(PUBLIC) == set(), "described, but not in the URL list: take it out of docs/openapi.yml"
    assert set(PUBLIC) - set(DESCRIBED) == set(), "in the URL list, but not described: put it into docs/openapi.yml"


@pytest.mark.django_db
def test_it_has_the_methods_that_do_something_and_no_others(settings):
    settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP = "notify", "twilio"
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **plain}
    client, wrong = Client(raise_request_exception=False), []
    for described, pattern in PUBLIC.items():
        for method in METHODS:
            response = getattr(client, method)(filled(pattern, "1"))
            told = method in DESCRIBED[described]
            if told is (response.status_code == 405):
                wrong.append(f"{method.upper()} {described}: {response.status_code}, described: {told}")
            elif told and str(response.status_code) not in DESCRIBED[described][method]["responses"]:
                wrong.append(f"{method.upper()} {described}: {response.status_code} is not among the answers described")
            elif not told and not response.headers.get("Allow"):
                wrong.append(f"{method.upper()} {described}: refused without saying what is allowed")
    assert not wrong, "\n".join(wrong)


def test_every_answer_is_one_that_is_described():
    """Each says what it means, and no operation has the name of another."""
    names = [
        told["operationId"] for methods in DESCRIBED.values() for method, told in methods.items() if method in METHODS
    ]
    assert len(names) == len(set(names))
