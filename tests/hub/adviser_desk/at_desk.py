"""A browser without script at the desk, signed in with a second factor, and the people and carers of tests/hub/desk."""

import pytest

from tests.hub.adviser_desk.door import signed_in
from tests.hub.desk import conftest as desk_conftest
from tests.hub.web_chat.conftest import Page

kinship_team, money_team, charity = desk_conftest.kinship_team, desk_conftest.money_team, desk_conftest.charity
works, sam, alex = desk_conftest.works, desk_conftest.sam, desk_conftest.alex
begin, chat, carer_writes, there = (
    desk_conftest.begin,
    desk_conftest.chat,
    desk_conftest.carer_writes,
    desk_conftest.there,
)
now, the_ledger_holds = desk_conftest.now, desk_conftest.the_ledger_holds

__all__ = [
    *("Desk", "kinship_team", "money_team", "charity", "works", "sam", "alex"),
    *("begin", "chat", "carer_writes", "there", "now", "the_ledger_holds", "at_desk", "desk"),
]


class Desk:
    """Opens pages and sends their forms, with what stands in them."""

    def __init__(self, user):
        self.user, self.client, self.page = user, signed_in(user, enforce_csrf_checks=True), None

    def open(self, address="/desk/"):
        return self._keep(self.client.get(address))

    def conversation(self, ref):
        return self.open(f"/desk/c/{ref}/")

    def send(self, form, **changed):
        """Fill in a form of this page (by its id) and send it."""
        told = self.page.forms[form]
        return self._keep(self.client.post(told["action"], {**told["fields"], **changed}))

    def press(self, label):
        """Press the button that says this, or is called this by a screen reader."""
        (button,) = [each for each in self.page.buttons if label in (each.get("aria-label"), each["label"])]
        told = self.page.forms[button["form"]]
        value = {button["name"]: button["value"]} if button.get("name") else {}
        return self._keep(self.client.post(button.get("formaction") or told["action"], {**told["fields"], **value}))

    def post(self, address, **fields):
        """Send what no form of this page offers."""
        token = self.page.all("input", name="csrfmiddlewaretoken")[0]["value"]
        return self._keep(self.client.post(address, {"csrfmiddlewaretoken": token, **fields}))

    def _keep(self, response):
        self.status, self.address = response.status_code, response.headers.get("Location", "")
        if response.status_code == 303:
            return self._follow(self.address)
        if response.status_code not in (404, 405):  # then the page one had is still there
            self.page = Page(response)
        return self.page

    def _follow(self, address):
        self.page = Page(self.client.get(address.split("#")[0]))
        return self.page


@pytest.fixture
def at_desk():
    """Somebody at their desk."""
    return Desk


@pytest.fixture
def desk(sam):
    """Sam's desk."""
    return Desk(sam)
