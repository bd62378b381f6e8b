"""What every page for carers shows around its own part: whose council, whom to call, how to leave, other languages.

Reads content, never the database. The doors share it: the chat, and the offer to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from hub.channels import web
from hub.conversations import words as content
from kinship import languages, translations

PRIVACY = "/chat/privacy/"  # the notice; the council's own page is linked from there
ACCESSIBILITY = "/chat/accessibility/"  # our statement; the council's own is linked from there
OFFER = "/offer/"  # the help there is, to read
NO_PLACE = "about:blank"  # where leaving leads if the address itself cannot be read: away from here


def words() -> Mapping[str, Any]:
    """web_chat.yml, part by part."""
    return content.web_words()


def fill(part: str, key: str, **values: Any) -> str:
    """One sentence with its places filled in; "" if it is not there. A slip in a content file must not stop the chat."""
    sentence = str((words().get(part) or {}).get(key) or "")
    try:
        return sentence.format_map(values)
    except (KeyError, IndexError, ValueError):
        return sentence


def exit_address() -> str:
    """Where "leave this page" leads."""
    try:
        return str(words()["leave"]["address"])
    except Exception:  # leaving, and every header, must work whatever is wrong with the words
        return NO_PLACE


def sentence(text: str) -> SafeString:
    """Our own words as HTML paragraphs, with numbers and addresses that can be tapped."""
    return mark_safe(web.answer(text, new_tab()))


def new_tab() -> str:
    told = fill("page", "new_tab")
    return f" ({told})" if told else ""


def today() -> date:
    return date.fromisoformat(settings.KINSHIP_AS_OF) if settings.KINSHIP_AS_OF else timezone.localdate()


def day(when: date) -> str:
    """A date as people say it: 22 November 2026."""
    return f"{when.day} {when:%B %Y}"


def around() -> dict[str, Any]:
    """What every page shows around its own part."""
    said, council, person = words(), content.council(), content.person()
    name = str(council.get("council_name") or "")
    return {
        "w": said,
        "council": name,
        "plain_title": fill("page", "title", council=name),
        "exit": exit_address(),
        "person": _person(person),
        "footer": _footer(council, person),
    }


def _person(person: Mapping[str, str]) -> dict[str, SafeString]:
    by_night = {field: person[f"night_{field}"] for field in ("name", "phone", "hours")}
    return {
        "danger": sentence(fill("page", "danger")),
        "call": sentence(fill("person", "call", **person)) if person["phone"] else mark_safe(""),
        "hours": sentence(fill("person", "open", **person)) if person["phone"] else mark_safe(""),
        "night": sentence(fill("person", "out_of_hours", **by_night)) if by_night["phone"] else mark_safe(""),
    }


def _footer(council: Mapping[str, Any], person: Mapping[str, str]) -> dict[str, Any]:
    help_ = str(council.get("language_help") or "")
    interpreter = fill("footer", "interpreter", help=help_, phone=person["phone"], hours=person["hours"])
    call = fill("footer", "call_instead", **person)
    return {
        "interpreter": sentence(interpreter) if help_ and person["phone"] else "",
        "call_instead": sentence(call) if person["phone"] else "",
        "languages": _languages(council, person["phone"]),
        "links": [link for link in _links(council) if link["href"]],
    }


def _languages(council: Mapping[str, Any], phone: str) -> list[dict[str, Any]]:
    """The council's languages by their own names, each with the interpreter's line where a person has translated it."""
    listed = [each for each in languages.listed(council) if each.code != "en"]
    return [
        {
            "code": each.code or "",
            "name": each.own_name,
            "dir": each.direction,
            "line": sentence(_translated(each.code, phone)) if each.code and phone else "",
        }
        for each in listed
    ]


def _translated(code: str, phone: str) -> str:
    try:
        return translations.fixed_words(code).get("interpreter", "").format(phone=phone)
    except (KeyError, IndexError, ValueError):
        return ""


def _links(council: Mapping[str, Any]) -> list[dict[str, str]]:
    bsl, easy = council.get("bsl") or {}, council.get("easy_read") or {}
    return [
        {"href": address(bsl.get("web")), "label": fill("footer", "sign_language", name=bsl.get("name", ""))},
        {"href": address(easy.get("web")), "label": fill("footer", "easy_read", name=easy.get("name", ""))},
        {"href": OFFER, "label": fill("footer", "offer")},
        {"href": PRIVACY, "label": fill("footer", "privacy")},
        {"href": ACCESSIBILITY, "label": fill("footer", "accessibility")},
    ]


def address(said: Any) -> str:
    """A web address that a council wrote with or without its https://."""
    text = str(said or "")
    return text if not text or text.startswith(("https://", "http://")) else f"https://{text}"
