"""What each page of the desk shows around its own part: where one can go, who is signed in, whether they take conversations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from hub.adviser_desk import access, sessions
from hub.adviser_desk.wording import filled, words
from hub.conversations import legal_holds, sign_of_life
from hub.conversations.models.team import AUDITOR, MANAGER, SUPERVISOR
from hub.conversations.texting import stray_list
from hub.conversations.words import council

# Each part of the desk, and who finds it in the navigation (None: everybody with a role).
PARTS = (
    ("queue", "/desk/", None),
    ("callbacks", "/desk/callbacks/", None),
    ("search", "/desk/search/", None),
    ("canned", "/desk/canned/", access.ANSWERS),
    ("scripts", "/desk/scripts/", access.ANSWERS),
    ("texts", "/desk/texts/", (SUPERVISOR,)),
    ("holds", "/desk/holds/", (SUPERVISOR, MANAGER)),
    ("numbers", "/desk/metrics/", (SUPERVISOR, MANAGER)),
    ("evidence", "/desk/evidence/", (MANAGER,)),
    ("say", "/desk/having-a-say/", (MANAGER,)),
    ("audit", "/desk/audit/", (AUDITOR,)),
)
TEXTS, HOLDS = "texts", "holds"
SAFEGUARDING = ("review", "/desk/safeguarding/")
EDITING = ("offer_editing", "/desk/offer/")


def frame(request: HttpRequest, part: str = "login") -> dict[str, Any]:
    """The frame of a page. `part`: the part of desk.yml that has its title, and its place in the navigation."""
    user, said = request.user, words()
    # Who has not shown a second factor yet is at the door, and is shown no more of the house than that.
    inside = user.is_authenticated and sessions.has_second_factor(request)
    name = (user.get_full_name() or user.get_username()) if user.is_authenticated else ""
    return {
        "say": said,
        "council": council().get("council_name", ""),
        "title": (said.get(part) or {}).get("title", ""),  # the evidence has words of its own
        "who": name,
        "signed_in": filled("frame", "signed_in", name=name),
        "navigation": _navigation(user, part) if inside else [],
        "may_be_available": inside and access.in_role(user, *access.ANSWERS),
        "available": inside and sign_of_life.takes_conversations(user),
        "here": _page_of(request),
        "stream": settings.KINSHIP_STREAM_URL,
    }


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: a form that was refused stands on the page one step up."""
    path = request.path
    return path if request.method in ("GET", "HEAD") else path[: path.rindex("/") + 1]


def _navigation(user, part: str) -> list[dict[str, Any]]:
    roles, said = access.roles_of(user), words()["frame"]
    found = [
        {"label": _label(user, name), "href": href, "current": name == part}
        for name, href, wanted in PARTS
        if roles and (wanted is None or roles & set(wanted)) and (name == part or _is_of_use(user, name))
    ]
    if access.edits_offer(user):
        found.append({"label": said[EDITING[0]], "href": EDITING[1], "current": part == EDITING[0]})
    if access.reviews_dangers(user):
        found.append({"label": said["safeguarding"], "href": SAFEGUARDING[1], "current": part == SAFEGUARDING[0]})
    return found


def _is_of_use(user, name: str) -> bool:
    """A council with the web chat alone needs no page for texts, and who has nothing that must be kept no list of it."""
    if name == TEXTS:
        return bool(settings.KINSHIP_SMS or settings.KINSHIP_WHATSAPP)
    return name != HOLDS or legal_holds.all_open().filter(conversation__in=access.held_for(user)).exists()


def _label(user, name: str) -> str:
    if name == TEXTS:
        stopped, main = access.stopped_for(user), access.supervises_default(user)
        if count := stray_list.new(timezone.now(), stopped, strays_too=main):
            return filled("frame", "texts_new", count=count)
    return str(words()["frame"][name])
