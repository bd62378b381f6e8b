"""The offer beside a conversation: what serves this carer, found by words and topic, and put into the adviser's own draft."""

import pytest

from hub.conversations import drafts, transitions
from hub.conversations.models import AuditEntry, Conversation
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
# What the carer has told of a child: fact, answer.
SGO = {
    "child_age": "9",
    "child_lives_with_carer": "yes",
    "order_in_force": ["special_guardianship_order"],
    "order_names_carer": "yes",
}
FOSTERED = {
    "child_age": "4",
    "child_lives_with_carer": "yes",
    "who_arranged": "council_or_police",
    "fostering_status": "approved",
    "carer_relationship": "grandparent",
    "order_in_force": ["care_order"],
}


def told(chat, *children):
    """The carer has told this of each child."""
    story = {"family": {}, "children": [{"facts": facts} for facts in children]}
    Conversation.objects.filter(pk=chat).update(story=story)


def titles(page):
    at = page.text.index("What there is")
    return page.text[at:]


@pytest.fixture
def sgo(chat, sam):
    """A special guardian talks to Sam."""
    told(chat, SGO)
    transitions.take(chat, sam)
    return Conversation.objects.get(pk=chat)


def test_from_the_box_of_the_reply_and_back_with_the_words_kept(desk, sgo, sam):
    desk.conversation(sgo.ref)
    form = desk.page.forms["composer"]
    page = desk.post(f"/desk/c/{sgo.ref}/offer", text="I will look that up.", seen=form["fields"]["seen"])
    assert page.title == f"The offer, for {sgo.ref}" and "Special guardianship" in page.text
    assert drafts.of(sgo.pk, sam).text == "I will look that up."
    page = desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    desk.press("Put into my draft: Child Benefit")
    assert desk.address == f"/desk/c/{sgo.ref}/?done=inserted#composer"
    text = desk.page.forms["composer"]["fields"]["text"]
    assert text.startswith("I will look that up.\n\nChild Benefit: Weekly money")
    for part in ("Who can get it:", "How to ask:", "Contact: HMRC Child Benefit", "We checked it on 21 November 2026"):
        assert part in text
    assert "https://www.gov.uk/child-benefit" in text and "It is in your draft." in desk.page.text


def test_nothing_is_sent_by_it(desk, sgo):
    before = Conversation.objects.get(pk=sgo.pk).last_seq
    desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    desk.press("Put into my draft: Child Benefit")
    assert Conversation.objects.get(pk=sgo.pk).last_seq == before


@pytest.mark.parametrize(
    "search, first",
    [
        ("q=child+benefit", "Child Benefit"),
        ("q=BENEFITS+check", "Free benefits check"),
        ("topic=turning_18", "18"),
    ],
)
def test_found_by_words_and_by_topic(desk, sgo, search, first):
    page = desk.open(f"/desk/c/{sgo.ref}/offer?{search}")
    assert first in titles(page) and "Found:" in page.text


def test_what_is_for_others_is_shown_only_when_asked_for_and_marked(desk, sgo):
    search = f"/desk/c/{sgo.ref}/offer?q=fostering+allowance&topic=financial_support"
    page = desk.open(search)
    assert "Fostering allowance for family and friends" not in page.text
    page = desk.open(f"{search}&others=1")
    assert "Fostering allowance for family and friends" in page.text
    assert "Not for this carer. It is for:" in page.text and "for-others" in page.html


def test_each_piece_has_contact_hours_source_and_the_day_it_was_checked(desk, sgo):
    page = desk.open(f"/desk/c/{sgo.ref}/offer?q=free+benefits+check")
    for part in (
        "Who can get it",
        "How to ask",
        "Exampleshire kinship local offer (example)",
        "Checked on 16 November",
    ):
        assert part in page.text
    assert (
        "Kinship Family Team: 01632 " in page.text and "Monday to Friday" in page.text and "This council" in page.text
    )


@pytest.mark.parametrize(
    "day, says, does_not_say",
    [
        ("2026-12-01", "Checked on 21 November 2026", "has passed"),
        ("2027-04-06", "The day to check this again has passed", None),
    ],
)
def test_what_is_past_its_review_says_so(desk, sgo, settings, day, says, does_not_say):
    settings.KINSHIP_AS_OF = day
    page = desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    assert says in page.text and (
        does_not_say is None or does_not_say not in titles(page).split("Put into my draft")[0]
    )


def test_what_is_past_its_review_says_so_to_the_carer_too(desk, sgo, sam, settings):
    settings.KINSHIP_AS_OF = "2027-04-06"
    desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    desk.press("Put into my draft: Child Benefit")
    assert drafts.of(sgo.pk, sam).text.endswith("Call to be sure it is still right.")


def test_with_two_children_it_says_for_which(desk, chat, sam):
    told(chat, SGO, FOSTERED)
    page = desk.open(f"/desk/c/{Conversation.objects.get(pk=chat).ref}/offer?q=child+benefit")
    assert "Only for the 9-year-old" in page.text


def test_while_nothing_is_known_everything_may_fit(desk, chat):
    page = desk.open(f"/desk/c/{Conversation.objects.get(pk=chat).ref}/offer?q=child+benefit")
    assert "everything may fit" in page.text and "It is not known yet whether this fits" in page.text


def test_a_draft_that_would_be_too_long_is_left_as_it_is(desk, sgo, sam):
    drafts.save(sgo.pk, sam, "x" * 3990, 1)
    desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    page = desk.press("Put into my draft: Child Benefit")
    assert desk.status == 400 and "longer than 4000 characters" in page.text
    assert drafts.of(sgo.pk, sam).text == "x" * 3990


@pytest.mark.parametrize("key", ["", "x", "financial_support/england/none", "../x/y", "financial_support"])
def test_what_is_not_in_the_offer_is_said(desk, sgo, sam, key):
    desk.open(f"/desk/c/{sgo.ref}/offer")
    page = desk.post(f"/desk/c/{sgo.ref}/offer", entry=key)
    assert desk.status == 400 and "not in the offer any more" in page.text and drafts.of(sgo.pk, sam) is None


@pytest.mark.parametrize("search", ["q=" + "a" * 5000, "topic=nonsense", "q=%F0%9F%98%80", "others=x", "q=zzzz"])
def test_nonsense_finds_nothing_and_breaks_nothing(desk, sgo, search):
    page = desk.open(f"/desk/c/{sgo.ref}/offer?{search}")
    assert desk.status == 200 and ("Found:" in page.text or "Nothing fits." in page.text)


def test_what_was_looked_at_and_taken_is_written_down_without_words(desk, sgo, sam):
    desk.open(f"/desk/c/{sgo.ref}/offer?q=zebedee")
    desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    desk.press("Put into my draft: Child Benefit")
    rows = AuditEntry.objects.filter(actor=f"user:{sam.pk}", conversation_ref=sgo.ref)
    assert rows.get(action="viewed", detail__page="offer")
    assert rows.get(action="inserted").detail == {"source": "offer financial_support/england/child_benefit"}
    assert "ebedee" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    "role, team, there",
    [
        ("adviser", "kinship_team", True),
        ("supervisor", "kinship_team", True),
        ("manager", "kinship_team", False),
        ("auditor", "kinship_team", False),
        ("adviser", "charity", False),
        ("supervisor", "charity", False),
    ],
)
def test_only_for_those_who_answer_in_its_team(request, sgo, works, at_desk, role, team, there):
    Conversation.objects.filter(pk=sgo.pk).update(team=request.getfixturevalue("kinship_team"))
    somebody = at_desk(works("Kim", team=request.getfixturevalue(team), role=role))
    for send in (somebody.client.get, somebody.client.post):
        response = send(f"/desk/c/{sgo.ref}/offer")
        assert (
            response.status_code != 404
        ) is there or response.status_code == 403  # a POST without the cookie's token


def test_a_colleague_may_prepare_a_draft_of_their_own(desk, sgo, alex, at_desk, sam):
    colleague = at_desk(alex)
    colleague.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    colleague.press("Put into my draft: Child Benefit")
    assert drafts.of(sgo.pk, alex) and drafts.of(sgo.pk, sam) is None


def test_what_was_inserted_can_be_sent(desk, sgo, sam):
    desk.open(f"/desk/c/{sgo.ref}/offer?q=child+benefit")
    desk.press("Put into my draft: Child Benefit")
    desk.press("Send to the carer")
    assert "done=sent" in desk.address and "Child Benefit: Weekly money" in desk.page.text
    assert drafts.of(sgo.pk, sam) is None
