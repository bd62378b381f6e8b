"""A letter to take to the council: what to ask, topic by topic, with the carer's own summary when it is made from a chat.

Nothing of it is kept: the letter is a page, and the page goes with its tab.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.conversations import councils, danger, summaries, tokens
from hub.conversations import words as content
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation
from hub.conversations.own_forms import fields_of
from hub.conversations.page_words import day, sentence, today
from hub.conversations.tokens import Refused
from hub.offer_site.site_page import START, page, show
from kinship.summary_for_carer import for_carer

MOST_TOPICS = 3  # so that it stays on one page
AT = "/offer/letter/"
FACTS, LISTED = "facts", ("not_sure", "asked")  # parts of the summary that are the family's; not how to reach them


@csrf_exempt  # it changes nothing, and shows only what was posted
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """GET: the general letter, and the topics to choose. POST (topic…): with the questions of those topics."""
    fields, _ = fields_of(request) if request.method == "POST" else (QueryDict(), False)
    return show("letter.html", _page(request, fields.getlist("topic")))


@csrf_exempt  # the token in the form is the authority, as in the chat
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """POST /offer/letter/mine (token, topic…): the letter with what the carer told in the chat of this token."""
    if request.method != "POST":
        return HttpResponseRedirect(AT, status=303)
    fields, _ = fields_of(request)
    draft = fields.get("text", "")
    heard = (
        danger.heard(draft, "web") if draft.strip() else None
    )  # what stands in the box was not sent, but is answered
    topics, token = fields.getlist("topic"), fields.get("token", "")[:500]
    mine = _conversation(token)
    if isinstance(mine, str):
        context = _page(request, topics, note=content.letter_words()["page"]["closed"])
    else:
        context = _page(request, topics, mine, token=token, draft=draft[:2000])
    return show("letter.html", {**context, "danger": sentence(heard.text) if heard else ""})


def _conversation(token: str) -> Conversation | None | str:
    """The chat of the token; None before anything was said; the reason where the token opens nothing."""
    if tokens.open_start(token):
        return None
    try:
        ours = Conversation.objects.filter(council=councils.current(), erased_at__isnull=True)
        return ours.get(pk=tokens.open_token(token))
    except Refused as refused:
        return refused.reason
    except (Conversation.DoesNotExist, NoSuchConversation):
        return "erased"


def _page(
    request: HttpRequest,
    chosen: Sequence[str],
    conversation: Conversation | None = None,
    *,
    note: str = "",
    token: str = "",
    draft: str = "",
) -> dict[str, Any]:
    shelf, said = content.shelf(), content.letter_words()
    known = [code for code in dict.fromkeys(chosen) if code in said["topics"] and code in shelf.topics()]
    told = _told(conversation) if conversation else []
    if token and not note:
        note = said["page"]["with_summary" if told else "no_summary"]
    return page(
        request,
        said["page"]["title"],
        [(START, content.site_words()["page"]["start"])],
        letter=said,
        note=note,
        told=told,
        token=token,
        draft=draft,
        too_many=len(known) > MOST_TOPICS,
        to=_to(said),
        date=said["letter"]["date"].format(date=day(today())),
        topics=[
            {"code": code, "label": words["title"], "chosen": code in known[:MOST_TOPICS]}
            for code, words in shelf.topics().items()
            if code in said["topics"]
        ],
        asked=[
            {"title": said["general"]["title"], "questions": said["general"]["questions"]},
            *(
                {"title": shelf.topics()[code]["title"], "questions": said["topics"][code]["questions"]}
                for code in known[:MOST_TOPICS]
            ),
        ],
        sources=_sources(said, known[:MOST_TOPICS]),
        whom=_whom(said["whom"]),
    )


def _told(conversation: Conversation) -> list[str]:
    """What the carer told, as they saw it read back to them. No number, no message of theirs, no danger, no guess of ours."""
    lines = for_carer(summaries.card_of(conversation), content.shelf())
    facts = [line.text for line in lines if line.section == FACTS and line.seqs]
    for section in LISTED:
        title = [line.text for line in lines if line.section == section and line.title]
        items = [line.text for line in lines if line.section == section and not line.title]
        facts += [f"{title[0]} {', '.join(items)}"] if title and items else []
    return facts


def _to(said: Any) -> str:
    manager, council = content.council().get("named_senior_manager") or {}, content.council().get("council_name", "")
    name = manager.get("role") or ""
    return str(said["letter"]["to" if name else "to_unnamed"].format(name=name, council=council))


def _sources(said: Any, codes: Sequence[str]) -> list[dict[str, str]]:
    """Where the questions come from, each once."""
    every = [said["general"], *(said["topics"][code] for code in codes)]
    return list({each["source"]["href"]: each["source"] for each in every}.values())


def _whom(said: Any) -> dict[str, Any]:
    """Whom to write to, first to last, as far as the council has told us."""
    council = content.council()
    manager, team = (
        council.get("named_senior_manager") or {},
        council.get("kinship_team") or council.get("front_door") or {},
    )
    complaints = council.get("complaints") or {}
    lines = [
        said["manager"].format(**manager) if manager.get("name") and manager.get("role") else "",
        f"{team.get('name')}: {_reached(said, team)}" if team.get("phone") else "",
        said["director"],
        said["councillor"],
        said["complaint"].format(**complaints)
        if all(complaints.get(way) for way in ("name", "phone", "hours"))
        else "",
    ]
    if lines[0] and manager.get("phone"):
        lines[0] = f"{lines[0]} {_reached(said, manager)}"
    return {**said, "lines": [sentence(line) for line in lines if line]}


def _reached(said: Any, block: Any) -> str:
    return str(said["reached"].format(**{way: block.get(way) or "" for way in ("phone", "hours", "email")})).rstrip(
        ", "
    )
