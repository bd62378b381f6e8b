"""What an answer comes to on a phone: how many texts, what a text cannot carry, and links that nobody should be sent.

Counted as it will leave (`hub.channels.composing`), so the desk and the phone agree. Nothing is stored here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from hub.adviser_desk import access
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, words
from hub.channels import composing, gsm
from hub.conversations import drafts
from hub.conversations.ledger import PUSH_CHANNELS

MANY = 3  # texts; more than that (918 letters, which is also the most that one text can hold) is long for a phone
TOLD, WARNING = "told", "warning"


@dataclass(frozen=True)
class Line:
    """A sentence below the box. `level`: "told" or "warning"."""

    level: str
    text: str


@for_roles(*access.ANSWERS)
@require_POST
def count(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /desk/c/<ref>/texts (text): JSON {lines: [{level, text}]}, empty where the carer is on no phone. Nothing is kept."""
    conversation = access.find(request.user, ref, *access.ANSWERS)
    text = request.POST.get("text", "").replace("\r\n", "\n")[: drafts.LONGEST]
    found = lines(conversation.channel, text)
    return JsonResponse({"lines": [{"level": each.level, "text": each.text} for each in found]})


def lines(channel: str, text: str) -> list[Line]:
    """What to say of an answer on this channel; [] on the web."""
    if channel not in PUSH_CHANNELS:
        return []
    of = "_whatsapp" if channel == composing.WHATSAPP else ""
    if not text.strip():
        return [Line(TOLD, words()["composer_text"][f"empty{of}"])]
    pages = leaves_as(channel, text)
    found = [Line(TOLD, _how_many(pages, of))]
    found += [Line(WARNING, filled("composer_text", "shortened", link=each)) for each in short_links(text)]
    if not of and (lost := gsm.lost(text)):
        found.append(Line(WARNING, filled("composer_text", "lost", letters=" ".join(lost))))
    if len(pages) > MANY:
        found.append(Line(WARNING, words()["composer_text"]["long"]))
    return found


def leaves_as(channel: str, text: str) -> list[str]:
    """The texts of an adviser's answer, in order, each with its "(1/3) " where there are several."""
    said = composing.Said(1, text.strip(), author=composing.ADVISER)
    made = composing.compose([said], channel, composing.Words(reply_with="", more=""))
    return [page.text for each in made for page in each.now]


def short_links(text: str) -> list[str]:
    """Links that hide where they lead (desk.yml, shorteners), as they are written there, each once."""
    hosts = "|".join(re.escape(each) for each in words()["composer_text"]["shorteners"])
    found = re.findall(rf"(?<![\w.@-])(?:www\.)?({hosts})(?![\w-]|\.\w)", text, re.IGNORECASE)
    return list(dict.fromkeys(each.lower() for each in found))


def _how_many(pages: list[str], of: str) -> str:
    segments = sum(gsm.segments(each) for each in pages)
    if len(pages) > 1:
        return filled("composer_text", f"several{of}", texts=len(pages), segments=segments)
    if of or segments < 2:
        return str(words()["composer_text"][f"one{of}"])
    return filled("composer_text", "one_in_parts", segments=segments)
