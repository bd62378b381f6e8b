"""The doors of the papers: what is there, what a page may ask for, what happens without Pango, and who waits for whom."""

import re
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hub.conversations import words as content
from hub.leaflets import kept, papers, pdf
from hub.leaflets.kept import Kept, TooBusy
from hub.leaflets.squares import square
from kinship import plain_language
from kinship.content_files import Page, read_yaml_text
from kinship.leaflet_words_schema import check_leaflet
from kinship.local_offer import shelf
from kinship.spoken_numbers import grouped, unbroken
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["plain_static_files"]
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "offer_content/leaflet.yml"
BASE = "http://localhost:8000"


def linked(page):
    return [each for each in re.findall(r'href="(/[^"#]*)"', page) if each.startswith("/offer/paper/")]


def test_every_paper_is_found_from_the_list_and_can_be_left(client):
    page = client.get("/offer/paper/").content.decode()
    found = set(linked(page))
    assert len(found) == 4 * len(shelf("exampleshire").topics()) + 1
    for address in sorted(found):
        paper = client.get(address)
        assert paper.status_code == 200, address
        words = paper.content.decode()
        assert (
            "/offer/paper/" in linked(words) and 'rel="noreferrer"' in words and "If anyone is in danger now" in words
        )
        assert " style=" not in words and "<style" not in words and "<script" not in words


@pytest.mark.parametrize(
    "address",
    ["first_days/nothing/", "nothing/leaflet/", "anybody/leaflet/", "first_days/all.pdf", "nothing/large.pdf"],
)
def test_what_is_not_there_is_not_there(client, address):
    assert client.get(f"/offer/paper/{address}").status_code == 404


def test_every_topic_has_a_question_for_its_front_and_no_two_share_one():
    questions = content.leaflet_words()["questions"]
    assert set(questions) == set(shelf("exampleshire").topics())
    assert len(set(questions.values())) == len(questions)


def test_a_leaflet_begins_with_what_its_words_name():
    money = papers.leaflet(papers.whole_topic("financial_support"))
    assert [need.name for need in money.needs][:3] == ["hardship", "benefits", "council_allowance"]
    titles = {need.title for need in papers.whole_topic("financial_support").needs}
    assert {need.title for need in money.needs} | set(money.left_over) == titles


def test_the_square_leads_to_our_pages_and_says_nothing_about_anybody(settings):
    settings.KINSHIP_PUBLIC_URL = "https://kinship.exampleshire.example"
    words = papers.page("leaflet", "first_days")
    assert square("/chat/").picture.replace("&", "&amp;") in words or square("/chat/").picture in words
    assert "kinship.exampleshire.example/chat" in words
    assert "kinship.exampleshire.example/offer/topic/first_days" in words


@pytest.mark.parametrize(
    "asked",
    [
        "https://elsewhere.example/picture.png", "file:///etc/passwd", "/static/../hub/settings.py", "/chat/theme.css",
        "/static/%2e%2e/settings.css", "http://elsewhere.example/static/leaflets/paper.css", "/static/nothing.css",
    ],
)  # fmt: skip
def test_nothing_is_fetched_but_our_own_files(pango, asked):
    page = f'<html lang="en"><head><title>t</title></head><body><img alt="" src="{asked}"></body></html>'
    with pytest.raises(pdf.NotOurs):
        pdf.render_pdf(page, base_url=BASE)


def test_without_pango_the_page_to_print_is_offered(client, monkeypatch):
    def missing():
        raise pdf.PaperUnavailable("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    monkeypatch.setattr(papers, "_kept", Kept())
    answer = client.get("/offer/paper/complaints/leaflet.pdf")
    assert answer.status_code == 503 and not pdf.can_print()
    assert linked(answer.content.decode()) == ["/offer/paper/complaints/leaflet/"]
    assert client.get("/offer/paper/complaints/leaflet/").status_code == 200


def test_a_file_is_made_once_and_anew_when_its_words_change(client, monkeypatch, settings):
    made = []
    monkeypatch.setattr(papers, "_kept", Kept())
    monkeypatch.setattr(pdf, "count_pages", lambda html, base_url: 8)
    monkeypatch.setattr(pdf, "render_pdf", lambda html, base_url: made.append(html) or b"%PDF")
    for day in ("2026-11-22", "2026-11-22", "2026-11-23"):
        settings.KINSHIP_AS_OF = day
        answer = client.get("/offer/paper/complaints/leaflet.pdf")
        assert (answer.content, answer["Content-Type"]) == (b"%PDF", "application/pdf")
        assert answer["Content-Disposition"] == 'inline; filename="complaints-leaflet.pdf"'
    assert len(made) == 2


def test_one_file_is_made_at_a_time_and_who_waits_too_long_is_told(monkeypatch):
    files, begun, end = Kept(most=2), threading.Event(), threading.Event()
    slow = threading.Thread(target=files.of, args=("slow", lambda: begun.set() or (end.wait(5) and b"s") or b"s"))
    slow.start()
    begun.wait(5)
    monkeypatch.setattr(kept, "LONGEST_WAIT", 0.01)
    with pytest.raises(TooBusy):
        files.of("another", lambda: b"a")
    end.set()
    slow.join(5)
    assert files.of("slow", lambda: b"made again") == b"s"
    for each in ("a", "b"):
        files.of(each, each.encode)
    assert files.of("slow", lambda: b"made again") == b"made again"  # two are kept, and it was the third


def test_the_command_writes_a_file_for_each_form(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(papers, "file", lambda form, topic: f"%PDF {form} {topic}".encode())
    call_command("write_leaflets", to=tmp_path / "new", topic="first_days")
    told = {file.name: file.read_text() for file in (tmp_path / "new").iterdir()}
    assert told == {f"first-days-{form}.pdf": f"%PDF {form} first_days" for form in ("leaflet", "large", "poster")}
    call_command("write_leaflets", to=tmp_path / "all")
    assert len(list((tmp_path / "all").iterdir())) == 3 * len(shelf("exampleshire").topics()) + 1
    assert "anybody-poster.pdf" in capsys.readouterr().out
    for wrong in ({"topic": "first_day"}, {"council": "nowhere"}):
        with pytest.raises(CommandError, match="first_day|nowhere"):
            call_command("write_leaflets", to=tmp_path, **wrong)


@pytest.mark.parametrize(
    "number, said",
    [
        ("01632 960110", "01632 960 110"), ("020 7946 0123", "020 7946 0123"), ("07700 900110", "07700 900 110"),
        ("0808 157 0100", "0808 157 0100"), ("01632960110", "01632 960 110"), ("116 123", "116 123"), ("999", "999"),
        ("0800 1111", "0800 1111"),
    ],
)  # fmt: skip
def test_a_number_is_grouped_for_the_ear(number, said):
    assert grouped(number) == said


def test_a_number_is_never_parted_by_the_end_of_a_line():
    text = "Call 01632 960110 (Monday to Friday), 0808 157 0100 or 07700 900110. It is £80 2026 and 116 123."
    assert re.findall(r"[\d\u00a0]*\u00a0[\d\u00a0]*", unbroken(text)) == [
        "01632\u00a0960110", "0808\u00a0157\u00a00100", "07700\u00a0900110",
    ]  # fmt: skip
    assert "01632\u00a0960110" in papers.page("leaflet", "siblings")


def test_a_slip_in_the_words_is_a_fault_with_its_mend_and_carers_words_are_read_by_the_gate():
    text = WORDS.read_text(encoding="utf-8")
    needs = {topic: list(told["needs"]) for topic, told in shelf(None).topics().items()}
    slips = [
        ("[hardship, ", "[hardhsip, ", "mean 'hardship'"),
        ("  first_days: Has", "  first_day: Has", "mean 'first_days'"),
        ('"Made on {day}.', '"Made today.', "Put {day} where"),
        ("  title: Who to ask\n", "", "Add 'title'"),
    ]
    for old, new, mend in slips:
        page = Page("offer_content/leaflet.yml", [])
        assert old in text
        check_leaflet(page, read_yaml_text(text.replace(old, new, 1), "leaflet.yml", strict=True), needs)
        assert any(mend in str(fault) and ", line " in str(fault) for fault in page.faults), old
    page = Page("offer_content/leaflet.yml", [])
    check_leaflet(page, read_yaml_text(text, "leaflet.yml", strict=True), needs)
    assert not page.faults
    read = {words for place, words in plain_language.sentences(ROOT) if place.file.endswith("leaflet.yml")}
    said = content.leaflet_words()
    assert set(said["questions"].values()) <= read and not set(said["script"].values()) & read
