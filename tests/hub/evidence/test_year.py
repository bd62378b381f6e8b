"""A year of invented traffic, as pages, PDF and spreadsheet: every figure is the ledger's, and none of the small ones is shown."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db.models import Sum
from openpyxl import load_workbook
from pypdf import PdfReader

from hub.conversations import transitions
from hub.conversations.models import Handover, Unanswered
from hub.conversations.transitions import Inbound
from hub.demo.clock import at
from hub.evidence import asked, unmet
from hub.evidence.models import Asked, AskedWord
from hub.evidence.suppression import FEW
from hub.evidence.years import year

pytestmark = pytest.mark.django_db
COUNCIL, THIS = "exampleshire", year(2026, date(2026, 11, 22))


@pytest.fixture
def traffic(answer, content):
    """Questions of seven months by the turn contract: custom parts, times; each in a conversation of its own."""

    def ask(month, times, custom, text="can we go to scotland with him on holiday", story=None):
        for n in range(times):
            with at(datetime(2026, month, 3 + n % 20, 10, n % 60, tzinfo=UTC)):
                transitions.begin("web", Inbound(key=f"{month} {n} {custom} {text}", text=text), COUNCIL)
                answer("An answer.", custom=custom, story=story)

    return ask


def gap(topic, arrangement="informal_kinship_care", why="no_local_answer"):
    return {"unanswered": {"why": why, "topic": topic, "arrangement": arrangement}}


def offer(topic, entry):
    return {"offer": {"topic": topic, "area": COUNCIL, "entry": entry, "children": [0]}}


@pytest.fixture
def invented(traffic, content):
    """Not many: 11 about money, 7 about school, 2 about work, 3 nobody could tell; entries shown; a person called in."""
    from hub.conversations.words import shelf

    titles = {entry["id"]: entry["title"] for _, _, entry in shelf().every()}
    first, second, third = [each["id"] for each in shelf().page(COUNCIL, "family_time")["entries"][:3]]
    traffic(5, 8, gap("financial_support"))
    traffic(6, 3, gap("financial_support", "private_fostering"))
    traffic(7, 7, gap("education", "special_guardianship_order"))
    traffic(8, 2, gap("help_to_stay_in_work"))
    traffic(9, 3, gap("", "", "not_understood"))
    traffic(6, 9, offer("family_time", first))
    traffic(6, 2, offer("family_time", second))
    traffic(10, 6, {**offer("family_time", third), "handover": {"reason": "uncertain_result"}})
    traffic(11, 4, gap("education"))  # this month has not ended
    return {each: titles[each] for each in (first, second, third)}


class TestTheFiguresAreTheLedgers:
    def test_each_table_adds_up_to_it(self, invented):
        found = unmet.of_year(COUNCIL, THIS)
        whole = Unanswered.objects.filter(month__lt=date(2026, 11, 1)).aggregate(sum=Sum("times"))["sum"]
        assert whole == 23 == found.total == found.by_topic.total == found.by_arrangement.total
        assert sum(found.by_topic.row_totals.values()) == sum(found.by_arrangement.column_totals.values()) == 23
        assert found.did_not_know == {"uncertain_result": 6, "no_answer_in_offer": 0, "not_understood": 0}
        assert found.did_not_know_total == Handover.objects.filter(reason="uncertain_result").count()
        shown = asked.by_entry(COUNCIL, THIS.first, THIS.until)
        assert (
            sorted(shown.values()) == [2, 6, 9]
            and sum(shown.values()) == 17 == Asked.objects.aggregate(s=Sum("times"))["s"]
        )

    def test_nothing_small_is_in_them(self, invented):
        found = unmet.of_year(COUNCIL, THIS)
        for table in (found.by_topic, found.by_arrangement):
            numbers = [*table.cells.values(), *table.row_totals.values(), *table.column_totals.values()]
            assert all(number is None or number == 0 or number >= FEW for number in numbers)
        assert found.by_month[date(2026, 5, 1)] == 8 and found.by_month[date(2026, 9, 1)] is None
        assert date(2026, 11, 1) not in found.by_month

    def test_a_count_that_fails_costs_no_carer_an_answer(self, traffic, monkeypatch):
        monkeypatch.setattr(asked, "_count", lambda *_: 1 / 0)
        traffic(6, 1, offer("family_time", "x"))
        from hub.conversations.models import Message

        assert Message.objects.filter(author="assistant").exists() and not Asked.objects.exists()


class TestThePages:
    def test_unmet_need_beside_what_should_have_answered(self, invented, manager):
        text = manager.open("/desk/evidence/unmet/").text
        assert "23 questions without an answer." in text and "April 2026 to October 2026" in text
        assert "Money: 11" in text and "School and nursery: 7" in text
        assert "Work and time off: kept back" in text and "Family time: 0" in text
        first, second, third = invented.values()
        assert f"{first}: shown 9 times" in text and f"{third}: shown" in text
        assert f"{second}: shown fewer than 5 times, or kept back" in text

    def test_another_year_and_none(self, invented, manager):
        assert "There is nothing" not in manager.open("/desk/evidence/unmet/").text
        text = manager.open("/desk/evidence/unmet/?year=2025").text
        assert "0 questions without an answer" in text and "April 2025 to March 2026" in text
        for odd in ("x", "9999", "-1", "%00", "²"):
            assert manager.client.get(f"/desk/evidence/unmet/?year={odd}").status_code in (200, 400)

    def test_the_three_papers_say_the_same(self, invented, manager, content):
        for path in content.folder.glob("*/*.yml"):  # a small offer: paper of the whole takes some seconds
            if path.stem not in ("council", "family_time", "siblings", "education") and path.parent.name in (
                "england",
                COUNCIL,
            ):
                path.unlink()
        page = manager.open("/desk/evidence/review/")
        pdf = PdfReader(BytesIO(manager.client.get("/desk/evidence/review/pdf").content))
        printed = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())
        book = load_workbook(BytesIO(manager.client.get("/desk/evidence/review/spreadsheet").content))
        entries = list(book["Entries"].iter_rows(min_row=2, values_only=True))
        head = [cell.value for cell in book["Entries"][1]]
        from hub.conversations.words import shelf

        every = list(shelf().every())
        assert len(entries) == len(every)
        assert {(row[1], row[2]) for row in entries} == {
            (area if area != COUNCIL else COUNCIL, entry["id"]) for area, _, entry in every
        }
        shown = {row[2]: row[head.index("Times shown")] for row in entries if row[1] == COUNCIL}
        first, second, third = invented
        assert (shown[first], shown[second]) == (9, "kept back") and sum(value == 9 for value in shown.values()) == 1
        glance = {row[0]: row[1] for row in book["At a glance"].iter_rows(values_only=True) if row[0]}
        assert glance["Questions without an answer"] == "23"
        for _, _, entry in every:
            assert " ".join(str(entry["title"]).split()) in page.text
        assert page.html.count('class="box"') == 3 * sum(area == COUNCIL for area, _, _ in every) + sum(
            area != COUNCIL for area, _, _ in every
        )
        for said in ("Sign-off", "What families said", "Questions without an answer 23", "Shown 9 times."):
            assert said in " ".join(page.text.split()), said
            assert said in printed, said
        assert (
            pdf.metadata.title.startswith("Review of the kinship local offer")
            and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        )

    def test_where_no_pdf_can_be_made_the_page_says_so(self, manager, content, settings):
        settings.KINSHIP_PDF = "hub.leaflets.pdf.not_there"
        response = manager.client.get("/desk/evidence/review/pdf")
        assert response.status_code == 503 and b"Print this page instead" in response.content

    def test_what_a_spreadsheet_would_take_for_a_formula_stays_text(self, manager, content):
        content("exampleshire/siblings.yml", "  title: ", "  title: =1+1 ")
        book = load_workbook(BytesIO(manager.client.get("/desk/evidence/review/spreadsheet").content))
        assert not [cell for row in book["Entries"].iter_rows() for cell in row if cell.data_type == "f"]

    def test_coverage_says_what_is_missing_and_for_whom(self, manager, content):
        text = manager.open("/desk/evidence/coverage/").text
        assert (
            "Every need is answered for every arrangement" in text
            and "The nine topics of the statutory guidance" in text
        )
        content("exampleshire/siblings.yml", "arrangements: all", "arrangements: [special_guardianship_order]", 3)
        content("exampleshire/family_time.yml", "review_by: 2027-05-17", "review_by: 2026-11-18")
        page = manager.open("/desk/evidence/coverage/?first=special_guardianship_order&second=private_fostering")
        assert "not answered" in page.text and "1 out of date" in page.text
        assert re.search(r"\d+ of 1\d\d needs are met differently", page.text)
        home = manager.open("/desk/evidence/").text
        assert "1 entries are past their day" in home

    def test_ageing_in_groups_with_owners(self, manager, content):
        content("exampleshire/family_time.yml", "review_by: 2027-05-17", "review_by: 2026-11-18", 2)
        content("exampleshire/education.yml", "review_by: 2027-05-17", "review_by: 2026-11-29")
        text = manager.open("/desk/evidence/ageing/").text
        assert "Past their day. Carers are told when we last checked: 2" in text and "Due within 7 days: 1" in text
        assert "Head of Kinship and Family Help" in text and "Nobody is reminded by e-mail here" in text
        assert "HMRC" not in text and "Helplines" in manager.open("/desk/evidence/ageing/?england=1&all=1").text


class TestWords:
    """Only everyday words, from five people in one month; and what fewer wrote is written down nowhere."""

    def collect(self, now=datetime(2026, 11, 2, 3, 0, tzinfo=UTC)):
        from hub.evidence import words_asked

        with at(now):
            words_asked.collect(now)
        return {(row.month.month, row.topic, row.word): row.conversations for row in AskedWord.objects.all()}

    STORY = {"children": [], "talk": {"answered": [{"turn": 1, "why": "no_local_answer", "topic": "family_time"}]}}

    def test_five_people_not_four(self, traffic):
        traffic(10, 5, gap("family_time"), "my Marigold wants a passport for a holiday", self.STORY)
        traffic(10, 4, gap("family_time"), "is there a solicitor", self.STORY)
        found = self.collect()
        assert {word for _, _, word in found} >= {"passport", "holiday"}
        assert not {word for _, _, word in found} & {"marigold", "solicitor"} and set(found.values()) == {5}
        assert self.collect(datetime(2026, 11, 20, 3, 0, tzinfo=UTC)) == found

    def test_not_of_who_may_be_in_danger_nor_of_what_was_answered(self, traffic):
        traffic(10, 6, gap("family_time"), "my partner is hitting me, where is my passport", self.STORY)
        traffic(10, 6, {}, "i want a passport", {"children": [], "talk": {}})
        assert self.collect() == {}

    def test_a_count_does_not_fall_when_words_are_erased(self, traffic):
        from hub.conversations import erasure
        from hub.conversations.models import Conversation

        traffic(10, 6, gap("family_time"), "a passport please", self.STORY)
        before = self.collect()
        for each in Conversation.objects.all()[:3]:
            erasure.erase(each.pk)
        assert before and self.collect() == before

    def test_one_who_texts_is_one_however_often_they_write(self, traffic):
        from hub.conversations.models import ChannelIdentity, Contact, Conversation

        traffic(10, 6, gap("family_time"), "a passport please", self.STORY)
        one = ChannelIdentity.objects.create(contact=Contact.objects.create(), channel="sms", address_hash="x")
        Conversation.objects.update(state="closed", identity=one)
        assert self.collect() == {}
