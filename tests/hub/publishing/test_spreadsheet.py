"""The offer as a spreadsheet and back: nothing is lost, each slip is told by sheet, row and column, and no cell calculates."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hub.publishing import as_text, folder, workbook
from hub.publishing.models import Draft
from kinship.content_files import read_yaml
from kinship.offer_writing import plain, with_entry
from tests.hub.publishing.conftest import COUNCIL, ENTRY, TOPIC

TOPICS = {each: {} for each in (TOPIC, "education", "first_days")}


def sheet_of(book, row, **cells):
    """Write into the row of an entry of the money sheet."""
    sheet = book[TOPIC]
    columns = {cell.value: cell.column for cell in sheet[1]}
    ids = {sheet.cell(line, 1).value: line for line in range(2, sheet.max_row + 1)}
    line = ids.get(row) or sheet.max_row + 1
    for name, value in ({"id": row} | cells).items():
        sheet.cell(line, columns[name.replace("__", ".")]).value = value
    return line


def packed(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("area", ["england", "exampleshire"])
def test_every_entry_comes_back_as_it_was(area, content):
    """Through the flat fields for all entries; through a real workbook, and back into YAML, for three topics."""
    for path in sorted((content.parent / area).glob("*.yml")):
        for entry in (read_yaml(path).get("entries") or ()) if path.stem != "council" else ():
            assert as_text.entry(as_text.fields(entry)) == plain(entry), f"{path.name}: {entry['id']}"
    rows, faults = workbook.read(area, workbook.write(area, TOPICS, {"id": "the name"}, ["about"]), TOPICS)
    assert (rows, faults) == ([], [])


def test_yaml_to_spreadsheet_to_yaml_is_the_same_file(content):
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(COUNCIL, TOPICS, {}, [])))
    text = before = (content / f"{TOPIC}.yml").read_text()
    head = [cell.value for cell in book[TOPIC][1]]
    for line in book[TOPIC].iter_rows(min_row=3, values_only=True):
        text = with_entry(text, TOPIC, as_text.entry({name: each or "" for name, each in zip(head, line, strict=True)}))
    assert text == before


def test_no_cell_calculates(content):
    path = content / f"{TOPIC}.yml"
    path.write_text(
        with_entry(
            path.read_text(),
            TOPIC,
            {**folder.entry_of(COUNCIL, TOPIC, ENTRY), "title": '=HYPERLINK("x")', "cost": "@SUM(1)"},
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(COUNCIL, TOPICS, {}, [])))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.quotePrefix for cell in cells)
    assert '=HYPERLINK("x")' in [cell.value for cell in cells]


SLIPS = [  # what stands in a cell, where, and what is said of it
    ("title", "=1+1", "There is a formula here."),
    ("contact__phone", 1632960999, "its first 0 is lost"),
    ("checked_on", "soon", "'checked_on' is 'soon'."),
    ("what", "A placement", "We do not say 'placement'."),
    ("arrangements", "sgo", "'sgo', which we do not know"),
    ("figures", "Fare | £4", "has no 'tax_year'"),
    ("only_if", "agebnd: under_16", "no fact or flag"),
]


def test_a_slip_is_told_by_sheet_row_and_column_and_the_good_rows_become_changes(manager, content):
    manager.open("/desk/offer/sheet/")
    got = manager.client.get("/desk/offer/sheet/offer.xlsx")
    assert "attachment" in got.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(got.content))
    entries = [cell.value for cell in book[TOPIC]["A"][2:]]
    lines = {
        column: sheet_of(book, each, **{column: value})
        for (column, value, _), each in zip(SLIPS, entries, strict=False)
    }
    good = sheet_of(book, entries[len(SLIPS)], checked_on=date(2026, 11, 20))
    sheet_of(book, "bus fares", title="Bus fares")
    book.create_sheet("not a topic")
    file = io.BytesIO(packed(book))
    file.name = "offer.xlsx"
    page = manager.post("/desk/offer/sheet/bring", file=file)
    for column, _, said in SLIPS:
        where = f"Sheet {TOPIC}, row {lines[column]}, column {column.replace('__', '.')}"
        assert where in page.text or f"row {lines[column]}" in page.text, where
        assert said in page.text, said
    assert "This sheet is no topic." in page.text and "'bus fares' is no id." in page.text
    assert f"Rows that differ: {len(SLIPS) + 1}." in page.text
    manager.send("accept-all")
    (draft,) = Draft.objects.all()
    assert (draft.origin, draft.entry["checked_on"], draft.entry_id) == (
        "spreadsheet",
        "2026-11-20",
        entries[len(SLIPS)],
    ), good
    manager.send("accept-0"), manager.post(manager.page.response.request["PATH_INFO"] + "accept", row="0")
    assert Draft.objects.count() == 2  # a row with a fault too, where a person wants it; once


@pytest.mark.parametrize(
    "data, said",
    [(b"no workbook", "could not be read"), (b"x" * 2_000_001, "too large"), (None, "Choose the file")],
    ids=["broken", "large", "none"],
)
def test_what_is_no_workbook_is_refused(manager, data, said):
    manager.open("/desk/offer/sheet/")
    told = {}
    if data is not None:
        told["file"] = io.BytesIO(data)
        told["file"].name = "offer.xlsx"
    assert said in manager.post("/desk/offer/sheet/bring", **told).text and manager.status == 400


def test_a_bomb_is_not_unpacked():
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_file:
        packed_file.writestr("xl/worksheets/sheet1.xml", b"0" * 41_000_000)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(workbook.NotAWorkbook, match="too_large"):
        workbook.read(COUNCIL, out.getvalue(), TOPICS)


def test_columns_stay_where_they_are():
    """Whoever has a workbook from before must be able to bring it back: add at the end, never between."""
    named = Path(__file__).with_name("columns.txt").read_text().split()
    assert list(workbook.COLUMNS)[: len(named)] == named
