"""The offer of a council as one workbook, a sheet a topic, and back: each row that came back changed may become a draft.

The columns are `as_text.FIELDS` and stay where they are; further ones are added at the end. Every cell is text, so no program
calculates with what somebody wrote, and no phone number loses its first 0. A row that is missing takes nothing out of the offer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hub.publishing import as_text, folder
from hub.publishing.days import today
from hub.publishing.entries import differences
from kinship import entry_check

COLUMNS = (*as_text.FIELDS, as_text.OTHER)
NOTES = "#"  # a row whose first cell begins so is for people
LARGEST, UNPACKED, MOST_ROWS, MOST_COLUMNS = 2_000_000, 40_000_000, 2_000, 100  # bytes, bytes, of a sheet
_WIDE = ("what", "who", "how", "decides", "if_no", "come_back", "figures")
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


class NotAWorkbook(ValueError):
    """It cannot be read as a workbook. `why`: too_large or not_read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class CellFault:
    """Something wrong in a cell: where, what, and the mend."""

    sheet: str
    row: int
    column: str
    fault: str
    mend: str


@dataclass(frozen=True)
class Row:
    """A row that says something else than the offer does. `changed`: {field: [now, in the sheet]}."""

    sheet: str
    row: int
    topic: str
    entry: dict[str, Any]
    changed: dict[str, Any]
    faults: list[CellFault] = field(default_factory=list)
    is_new: bool = False


def write(council: str, topics: Mapping[str, Any], helps: Mapping[str, str], about: list[str]) -> bytes:
    """The workbook. `helps`: what each column is, for the second row; `about`: the lines of the first sheet."""
    from openpyxl import Workbook  # only here: it takes its time to load
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    first = book.active
    first.title = "about"
    for line in about:
        _put(first, [line])
    first.column_dimensions["A"].width = 100
    for topic in topics:
        sheet = book.create_sheet(topic[:31])
        _put(sheet, COLUMNS)
        _put(
            sheet,
            [f"{NOTES} {helps.get(name, '')}".strip() if name == "id" else helps.get(name, "") for name in COLUMNS],
        )
        for entry in folder.entries_of(council, topic):
            told = as_text.fields(entry)
            _put(sheet, [told.get(name, "") for name in COLUMNS])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for place, name in enumerate(COLUMNS, 1):
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = 48 if name in _WIDE else 20
        for line in sheet.iter_rows():
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "B3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(council: str, data: bytes, topics: Mapping[str, Any]) -> tuple[list[Row], list[CellFault]]:
    """The rows that differ from the offer as it is now, each with its faults; and what is wrong with the sheets themselves.

    Raises NotAWorkbook.
    """
    rows: list[Row] = []
    faults: list[CellFault] = []
    names = {topic[:31]: topic for topic in topics}
    for sheet in _sheets(data):
        if sheet.title == "about":
            continue
        if sheet.title not in names:
            faults.append(CellFault(sheet.title, 1, "", "This sheet is no topic.", "Give it the name of a topic."))
            continue
        found, wrong = _rows(council, names[sheet.title], sheet)
        rows += found
        faults += wrong
    return rows, faults


def _put(sheet: Any, values: Any) -> None:
    """A line of text cells. Without the type, a cell that begins with = would be a formula."""
    line = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    for place, value in enumerate(values, 1):
        cell = sheet.cell(line, place)
        if value:
            cell.value = str(value)
            cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True


def _sheets(data: bytes) -> list[Any]:
    from openpyxl import load_workbook

    if len(data) > LARGEST:
        raise NotAWorkbook("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > UNPACKED:
                raise NotAWorkbook("too_large")
        return list(load_workbook(io.BytesIO(data)).worksheets)
    except NotAWorkbook:
        raise
    except Exception as fault:  # whatever is wrong with it, it is somebody's file and not ours
        raise NotAWorkbook("not_read") from fault


def _rows(council: str, topic: str, sheet: Any) -> tuple[list[Row], list[CellFault]]:
    title = sheet.title
    head = [
        str(cell.value or "").strip()
        for cell in next(sheet.iter_rows(max_row=1, max_col=min(sheet.max_column, MOST_COLUMNS)), ())
    ]
    faults = [
        CellFault(title, 1, name, f"'{name}' is no column.", "Keep the names of the first row as they were.")
        for name in head
        if name and name not in COLUMNS
    ]
    if "id" not in head:
        return [], [*faults, CellFault(title, 1, "id", "There is no column 'id'.", "Keep the first row as it was.")]
    there = {each.get("id"): each for each in folder.entries_of(council, topic)}
    rows, seen = [], {}
    last = min(sheet.max_row, MOST_ROWS)  # no further: a program may have coloured a million empty rows
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_row=last, max_col=len(head)), 2):
        told, wrong = _told(title, number, dict(zip(head, cells, strict=False)))
        entry_id = told.get("id", "")
        if not any(told.values()) or entry_id.startswith(NOTES):
            continue
        if not _ID.fullmatch(entry_id):
            mend = "Write small letters, digits and _, as in tea_and_talk."
            faults.append(CellFault(title, number, "id", f"'{entry_id}' is no id.", mend))
            continue
        if entry_id in seen:
            fault = f"'{entry_id}' stands here a second time (first in row {seen[entry_id]})."
            faults.append(CellFault(title, number, "id", fault, "Keep one of the two."))
            continue
        seen[entry_id] = number
        if row := _row(council, topic, title, number, told, wrong, there.get(entry_id), head):
            rows.append(row)
    return rows, faults


def _row(
    council: str, topic: str, title: str, number: int, told: dict[str, str], wrong: list[CellFault], now: dict | None, head: list[str]
) -> Row | None:  # fmt: skip
    # A column that somebody took out says nothing: it stays as it is.
    kept = {name: text for name, text in as_text.fields(now or {}).items() if name not in head}
    entry = as_text.entry({**kept, **told})
    changed = differences(now, entry)
    if not changed and not wrong:
        return None
    checked = [
        CellFault(title, number, each.field, each.fault, each.mend)
        for each in entry_check.faults(folder.root(), council, topic, entry, today())
    ]
    return Row(title, number, topic, entry, changed, wrong + checked, now is None)


def _told(title: str, number: int, cells: Mapping[str, Any]) -> tuple[dict[str, str], list[CellFault]]:
    told: dict[str, str] = {}
    wrong: list[CellFault] = []
    for name, cell in cells.items():
        if name not in COLUMNS or cell.value is None:
            continue
        told[name] = _words(cell.value)
        if cell.data_type == "f" or told[name].startswith("="):
            wrong.append(CellFault(title, number, name, "There is a formula here.", "Write the words themselves."))
            told[name] = ""
        elif name in ("contact.phone", "contact.text") and isinstance(cell.value, int | float):
            mend = "Format the cell as text, and write the number with its first 0."
            wrong.append(CellFault(title, number, name, "This is a number, so its first 0 is lost.", mend))
        elif isinstance(cell.value, bool):
            wrong.append(
                CellFault(
                    title, number, name, "This is true or false.", 'Format the cell as text and write "yes" or "no".'
                )
            )
    return told, wrong


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()


def as_json(rows: list[Row], faults: list[CellFault]) -> dict[str, Any]:
    """For keeping it until somebody has looked at each row."""
    return {
        "rows": [{**vars(each), "faults": [vars(fault) for fault in each.faults]} for each in rows],
        "faults": [vars(each) for each in faults],
    }


def of_json(told: Mapping[str, Any]) -> Iterator[Row]:
    for each in told["rows"]:
        yield Row(**{**each, "faults": [CellFault(**fault) for fault in each["faults"]]})
