"""The yearly review as a spreadsheet: every entry a row with columns to tick, and the tables beside it on sheets of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

COLUMNS = (
    "topic", "area", "id", "title", "status", "arrangements", "what", "who", "how", "contact", "owner", "checked_on", "review_by",
    "standing", "lacks", "shown", "still_true", "changed", "take_out",
)  # fmt: skip
_WIDE = {"what": 50, "who": 40, "how": 40, "title": 30, "contact": 40, "lacks": 30, "changed": 40}
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def made(told: Mapping[str, Any], words: Mapping[str, Any]) -> bytes:
    """The file. `told`: evidence/pack.py; `words`: evidence.yml."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    said, columns = words["review"], words["columns"]
    front = [[told["heading"]], [told["made"]], [], *([each["label"], each["count"]] for each in told["glance"])]
    _sheet(book, said["at_a_glance"], [], [*front, *([each["label"], each["count"]] for each in told["feedback"])])
    _sheet(book, words["sheets"]["entries"], [columns[name] for name in COLUMNS], _entries(told, words), wide=COLUMNS)
    asked = [[topic["title"], each["title"], each["count"]] for topic in told["asked"] for each in topic["entries"]]
    _sheet(book, words["sheets"]["asked"], [columns["topic"], columns["title"], columns["shown"]], asked)
    for each, name, of in zip(
        told["tables"], ("unmet_topic", "unmet_arrangement"), ("topic", "arrangement"), strict=True
    ):
        if table := each["table"]:
            rows = [[row["name"], *row["cells"], row["total"]] for row in table["rows"]]
            together = [words["page"]["all"], *table["totals"], table["total"]]
            head = [columns[of], *table["columns"], words["page"]["all"]]
            _sheet(book, words["sheets"][name], head, [*rows, together, [], [words["page"]["kept_back_why"]]])
    months = [[each["name"], each["count"]] for each in told["by_month"]]
    _sheet(book, words["sheets"]["unmet_month"], [columns["month"], columns["count"]], months)
    gaps = [[row["topic"], row["need"], row["state"], row["for_whom"]] for row in told["missing"]]
    _sheet(book, words["sheets"]["gaps"], [columns[name] for name in ("topic", "need", "state", "for_whom")], gaps)
    answers = [[each["topic"], each["said"], each["did"]] for each in told["consultation"]["answers"]]
    blanks = [[said[name], ""] for name in ("who_was_asked", "what_they_said", "what_changes")]
    _sheet(book, words["sheets"]["said"], [columns["topic"], said["said"], said["did"]], [*answers, [], *blanks])
    signed = [[said["statement"]], *([said[name], ""] for name in ("name", "role", "date", "signature", "next"))]
    _sheet(book, words["sheets"]["sign_off"], [], signed)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _entries(told: Mapping[str, Any], words: Mapping[str, Any]) -> Iterable[list[Any]]:
    for part in told["parts"]:
        for entry in (*part["entries"], *part["england"]):
            served = entry["arrangements"]
            row = {
                **entry,
                "topic": part["title"],
                "arrangements": ", ".join(map(str, served)) if isinstance(served, list) else str(served or ""),
                "shown": words["page"]["kept_back"] if entry["shown"] is None else entry["shown"],
            }
            yield [row.get(name, "") for name in COLUMNS]


def _sheet(book: Any, title: str, head: list[str], rows: Iterable[list[Any]], wide: Iterable[str] = ()) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(title[:31])
    if head:
        sheet.append([_safe(each) for each in head])
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_safe(each) for each in row])
    for number, letter in enumerate(_letters(sheet.max_column)):
        name = tuple(wide)[number] if wide else ""
        sheet.column_dimensions[letter].width = _WIDE.get(name, 16 if wide else 34)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _letters(count: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(number) for number in range(1, count + 1)]


def _safe(value: Any) -> Any:
    """What a spreadsheet would take for a formula stays text."""
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return value if isinstance(value, int | float | date | str) or value is None else str(value)
