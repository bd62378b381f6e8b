"""The offer as a spreadsheet: get it, bring it back, look at each row that differs, and make it a change."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk.offer_editing import rows
from hub.adviser_desk.offer_editing.pages import base
from hub.adviser_desk.offer_editing.wording import day, field, filled, words
from hub.adviser_desk.staff import for_editors
from hub.conversations import councils
from hub.conversations.words import council, shelf
from hub.publishing import uploads, workbook
from hub.publishing.days import today
from hub.publishing.models import Upload

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 10


@for_editors
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/offer/sheet/"""
    return _page(request)


@for_editors
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """GET /desk/offer/sheet/offer.xlsx"""
    said, code = words(), councils.current()
    about = [filled("sheet", "about_1", council=council().get("council_name", code), day=day(today()))]
    about += [said["sheet"][f"about_{line}"] for line in (2, 3, 4)]
    helps = {name: str(said["helps"].get(name, "")) for name in workbook.COLUMNS}
    response = HttpResponse(workbook.write(code, shelf().topics(), helps, about), content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="offer-{code}-{today().isoformat()}.xlsx"'
    return response


@for_editors
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """POST /desk/offer/sheet/bring (file)"""
    file, said = request.FILES.get("file"), words()["sheet"]
    if file is None:
        return _page(request, error=said["no_file"], status=400)
    if file.size > workbook.LARGEST:
        return _page(request, error=said["too_large"], status=400)
    try:
        upload = uploads.keep(councils.current(), file.read(), shelf().topics(), by=request.user, name=file.name or "")
    except workbook.NotAWorkbook as fault:
        return _page(request, error=said[fault.why], status=400)
    return HttpResponseRedirect(reverse("desk_offer_upload", args=[upload.pk]), status=303)


@for_editors
@require_safe
def found(request: HttpRequest, upload: int) -> HttpResponse:
    """GET /desk/offer/sheet/<n>/: each row that differs."""
    row = _find(upload)
    offer = shelf()
    context = {
        **base(request),
        "title": words()["sheet"]["title"],
        "upload": row,
        "rows": [
            {
                "place": place,
                "title": filled(
                    "sheet", "row", title=each.entry.get("title") or each.entry["id"], sheet=each.sheet, row=each.row
                ),
                "topic": rows.topic_title(offer, each.topic),
                "differs": [
                    {"field": field(name), "now": _shown(now), "then": _shown(then)}
                    for name, (now, then) in each.changed.items()
                ],
                "faults": [_cell(fault) for fault in each.faults],
                "new": each.is_new,
                "accepted": place in row.accepted,
            }
            for place, each in enumerate(workbook.of_json(row.found))
        ],
        "wrong": [_cell(workbook.CellFault(**each)) for each in row.found["faults"]],
    }
    context["count"] = (
        filled("sheet", "found", count=len(context["rows"])) if context["rows"] else words()["sheet"]["same"]
    )
    context["some_are_good"] = any(not each["faults"] and not each["accepted"] for each in context["rows"])
    return render(request, "adviser_desk/offer_editing/sheet_found.html", context)


@for_editors
@require_POST
def accept(request: HttpRequest, upload: int) -> HttpResponse:
    """POST /desk/offer/sheet/<n>/accept (row; without it all that have no fault)"""
    row, place = _find(upload), request.POST.get("row", "")
    wanted = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else None
    if place and wanted is None:
        raise Http404
    uploads.accept(row.pk, councils.current(), wanted, by=request.user, why=filled("sheet", "why", name=row.name))
    return HttpResponseRedirect(f"{reverse('desk_offer_upload', args=[row.pk])}?done=accepted", status=303)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    earlier = Upload.objects.filter(council=councils.current()).select_related("by").order_by("-pk")[:LISTED]
    context = {
        **base(request),
        "title": words()["sheet"]["title"],
        "earlier": [{"number": each.pk, "name": each.name, "day": day(each.at.date())} for each in earlier],
        "error": error,
        "error_at": "file",
    }
    return render(request, "adviser_desk/offer_editing/sheet.html", context, status=status)


def _find(upload: int) -> Upload:
    row = Upload.objects.filter(pk=upload, council=councils.current()).first()
    if row is None:
        raise Http404
    return row


def _cell(fault: workbook.CellFault) -> str:
    return filled("sheet", "cell", **{**vars(fault), "column": fault.column or "-"})


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(each) for each in value)
    return str(value) if value not in (None, "") else str(words()["change"]["empty"])
