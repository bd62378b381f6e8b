"""What carers and young people say the offer lacks, by topic; and "You said, we did": written here, shown once it is released."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import day, filled, words
from hub.conversations.models.team import MANAGER
from hub.conversations.words import say_words, shelf
from hub.having_a_say import answering
from hub.having_a_say.models import Done, Said
from kinship import plain_language

MOST = 200  # of what was said, the newest
DONE = ("written", "released", "withdrawn")


@for_roles(MANAGER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/having-a-say/"""
    return _page(request)


@for_roles(MANAGER)
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """POST /desk/having-a-say/write (topic, said, did)"""
    asked = {name: request.POST.get(name, "") for name in ("topic", "said", "did")}
    try:
        answering.write(request.user, **asked)
    except answering.Incomplete as fault:
        error = filled("say_refused", fault.reason, most=answering.LONGEST)
        return _page(request, error=error, error_at=fault.field, asked=asked, status=400)
    return _back("written")


@for_roles(MANAGER)
@require_POST
def release(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/having-a-say/<number>/release"""
    return _set(request, number, answering.release, "released")


@for_roles(MANAGER)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/having-a-say/<number>/withdraw"""
    return _set(request, number, answering.withdraw, "withdrawn")


def _set(request: HttpRequest, number: int, do: Any, done: str) -> HttpResponse:
    try:
        do(request.user, number)
    except answering.NoSuchAnswer:
        raise Http404 from None
    return _back(done)


def _page(
    request: HttpRequest,
    *,
    error: str = "",
    error_at: str = "said",
    asked: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    done = request.GET.get("done", "")
    context = {
        **frame(request, "say"),
        "heard": _heard(),
        "answers": [_answer(each) for each in answering.every()],
        "topics": [{"code": code, "label": str(told["title"])} for code, told in shelf().topics().items()],
        "longest": answering.LONGEST,
        "asked": asked or {},
        "done": words()["say_done"][done] if done in DONE else "",
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/having_a_say.html", context, status=status)


def _heard() -> list[dict[str, Any]]:
    """What was said, under its topic; what the screen heard danger in comes first, and so does its topic."""
    under: dict[str, list[Said]] = defaultdict(list)
    for each in answering.heard()[:MOST]:
        under[each.topic].append(each)
    titles = {code: str(told["title"]) for code, told in shelf().topics().items()}
    whos = {each["id"]: each["label"] for each in say_words()["form"]["whos"]}
    ordered = sorted(under, key=lambda code: (not any(each.danger for each in under[code]), -len(under[code]), code))
    return [
        {
            "id": code or "other",
            "title": filled("say", "topic", topic=titles.get(code, words()["say"]["other"]), count=len(under[code])),
            "rows": [
                {
                    "words": each.words,
                    "who": whos.get(each.who, ""),
                    "month": f"{each.month:%B %Y}",
                    "danger": each.danger,
                }
                for each in under[code]
            ],
        }
        for code in ordered
    ]


def _answer(row: Done) -> dict[str, Any]:
    titles, place = shelf().topics(), plain_language.Place("", 0)
    out = row.released_at is not None and row.withdrawn_at is None
    faults = [each for text in (row.said, row.did) for each in plain_language.faults_in(text, place)] if not out else []
    return {
        "id": row.pk,
        "topic": str(titles[row.topic]["title"]) if row.topic in titles else words()["say"]["other"],
        "said": row.said,
        "did": row.did,
        "written": filled("say", "written", name=_name(row.written_by), day=day(row.written_at)),
        "shown": filled("say", "shown", name=_name(row.released_by), day=day(row.released_at)) if out else "",
        "hints": [f"{each.fault} {each.mend}" for each in faults],
    }


def _name(user) -> str:
    return user.get_full_name() or user.get_username()


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_say')}?done={done}#answers", status=303)
