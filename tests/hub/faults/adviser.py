"""An adviser with a browser without script, over a real line: opens the desk's pages and posts their forms.

The session is kept in the database, as every session is: it outlives the web server.
"""

from __future__ import annotations

import httpx
from django.contrib.auth import get_user_model

from hub.conversations.models import Membership, Team
from tests.hub.adviser_desk.door import signed_in
from tests.hub.faults.stack import Stack
from tests.hub.web_chat.conftest import Page


class Adviser:
    """One adviser of the stack's team. `page` is what their browser shows, `status` the answer it came with."""

    def __init__(self, stack: Stack, name: str = "Sam") -> None:
        with stack.database():
            user = works(name)
            session = signed_in(user).session.session_key
        cookies = {"desk": session}
        self.http = httpx.Client(base_url=stack.url, cookies=cookies, timeout=30, trust_env=False)
        self.page: Page | None = None

    def open(self, address: str = "/desk/") -> Page:
        return self._keep(self.http.get(address))

    def form(self, form: str, **changed: str) -> tuple[str, dict[str, str]]:
        """Where a form of this page goes, and what it says."""
        told = self.page.forms[form]
        return told["action"], {**told["fields"], **changed}

    def post(self, address: str, fields: dict[str, str]) -> Page:
        return self._keep(self.http.post(address, data=fields, follow_redirects=True))

    def send(self, form: str, **changed: str) -> Page:
        return self.post(*self.form(form, **changed))

    def live(self, after: str, ref: str = "") -> dict:
        """What the script of a page asks by itself."""
        told = {"after": after, "ref": ref, "csrfmiddlewaretoken": self.token}
        answer = self.http.post("/desk/live", data=told)
        assert answer.status_code == 200, answer.status_code
        return answer.json()

    @property
    def token(self) -> str:
        return self.page.all("input", name="csrfmiddlewaretoken")[0]["value"]

    @property
    def cursor(self) -> str:
        (main,) = self.page.all("main")
        return main["data-cursor"]

    def _keep(self, answer: httpx.Response) -> Page:
        self.status, self.page = answer.status_code, Page(answer)
        return self.page


def works(name: str):
    """Somebody of the one team there is, made when first asked for."""
    team, _ = Team.objects.get_or_create(
        slug="kinship", defaults={"name": "Kinship team", "organisation": "council", "is_default": True}
    )
    user, _ = get_user_model().objects.get_or_create(username=name.lower(), defaults={"first_name": name})
    Membership.objects.get_or_create(user=user, team=team, defaults={"role": "adviser"})
    return user
