"""The yearly review: to read, to print, as PDF and as a spreadsheet. All four say the same (evidence/pack.py)."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from hub.adviser_desk.evidence import spreadsheet
from hub.adviser_desk.evidence.pack import pack
from hub.adviser_desk.evidence.said import around, words
from hub.adviser_desk.evidence.unmet_page import year_asked, years
from hub.adviser_desk.staff import for_roles
from hub.conversations import councils
from hub.conversations.models.team import MANAGER
from hub.conversations.words import shelf
from hub.evidence.chores import today
from hub.evidence.years import Year

logger = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(MANAGER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/review/?year=: the pack to read, and a style for print."""
    return _page(request, year_asked(request))


@for_roles(MANAGER)
@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/review/pdf?year="""
    year = year_asked(request)
    try:
        return _file(pdf(year), "application/pdf", file_name(year, "pdf"))
    except NoPaper as fault:
        logger.error("evidence.no_pdf fault=%s", fault)
        return _page(request, year, error=words()["review"]["no_pdf"], status=503)


@for_roles(MANAGER)
@require_safe
def as_spreadsheet(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/review/spreadsheet?year="""
    year = year_asked(request)
    return _file(sheets(year), XLSX, file_name(year, "xlsx"))


class NoPaper(RuntimeError):
    """No PDF can be made: no Pango on this machine, or no such door. The page can be printed all the same."""


def paper(year: Year) -> bytes:
    """The pack as a page of its own, for print."""
    context = {"e": words(), "paper": True, **pack(shelf(), year, today())}
    return render_to_string("adviser_desk/evidence/review_paper.html", context).encode()


def pdf(year: Year) -> bytes:
    """Raises NoPaper."""
    try:
        return import_string(settings.KINSHIP_PDF)(paper(year).decode(), base_url=councils.public_url())
    except Exception as fault:
        raise NoPaper(type(fault).__name__) from fault


def sheets(year: Year) -> bytes:
    return spreadsheet.made(pack(shelf(), year, today()), words())


def file_name(year: Year, ending: str) -> str:
    return f"offer-review-{councils.current()}-{year.name.replace('/', '-')}.{ending}"


def _page(request: HttpRequest, year: Year, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        **around(request, "review"),
        **years(year),
        **pack(shelf(), year, today()),
        "error": error,
        "error_at": "paper",
    }
    return render(request, "adviser_desk/evidence/review.html", context, status=status)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
