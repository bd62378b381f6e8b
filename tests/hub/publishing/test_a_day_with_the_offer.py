"""The day of Ms Okafor and Mr Lee, at their desks: a phone number, an April rate, two at once, an outside hand, and back again."""

from datetime import date

import pytest

from hub.adviser_desk import sessions
from hub.conversations.models import AuditEntry
from hub.publishing import drafts, folder, going_live
from hub.publishing.models import Draft
from kinship import entry_check
from tests.hub.publishing.conftest import COUNCIL, ENTRY, NEW, OLD, ROOT, TOPIC, told

pytestmark = pytest.mark.django_db
OURS = ROOT / "offer_content" / COUNCIL
AT = f"/desk/offer/{TOPIC}/{ENTRY}/"

APRIL = [
    {"label": "Each child", "amount": "£301 a week", "tax_year": "2027/28"}
    | {"valid_from": "2027-04-06", "valid_to": "2028-04-05"}
]


def test_a_phone_number_is_changed_approved_and_told(manager, editor, content):
    assert OLD in told() and NEW not in told()
    manager.open(AT)
    manager.send("begin")
    assert manager.page.forms["change"]["fields"]["contact.phone"] == OLD
    manager.send("change", **{"contact.phone": NEW, "checked_today": "1", "why": "New number, by e-mail"})
    assert "Saved. Look at it below." in manager.page.text and "Nothing is wrong" not in manager.page.html
    assert NEW in manager.page.text and "counted as" in manager.page.text
    page = manager.send("change", then="send")
    assert "somebody else must approve it" in page.text and "approve" not in page.forms
    number = Draft.objects.get().pk
    manager.post(f"/desk/offer/changes/{number}/approve", revision=Draft.objects.get().revision)
    assert manager.status == 409 and OLD in told()

    editor.open("/desk/offer/")
    assert "Waiting for a second person" in editor.page.text
    editor.open(f"/desk/offer/changes/{number}/")
    assert "New number, by e-mail" in editor.page.text
    assert "Approved, and live." in editor.send("approve").text

    assert NEW in told() and OLD not in told() and NEW in told(channel="sms")
    before, after = ((folder / TOPIC).with_suffix(".yml").read_text().splitlines() for folder in (OURS, content))
    assert [line for line in after if line not in before] == [
        f'    phone: "{NEW}"',
        "  checked_on: 2026-11-22",
        "  review_by: 2027-05-22",
    ]
    assert len(after) == len(before) and after[0].startswith("# Exampleshire Council")
    assert entry_check.new_faults(content.parents[1], COUNCIL, TOPIC, "", "\n".join(after), date(2026, 11, 22)) == []
    live = AuditEntry.objects.get(action="offer_live")
    assert live.detail["served"] == "yes" and live.detail["fields"] == ["checked_on", "contact", "review_by"]
    assert "Written by Okafor, approved by lee" in manager.open(AT).text


def test_an_april_rate_goes_live_by_the_clock_and_keeps_what_came_between(changed, lee, content):
    april = changed(figures=APRIL, review_by="2027-05-16", live_on=date(2027, 4, 6))
    drafts.approve(april.pk, april.revision, by=lee)
    phone = changed(contact={**april.base["contact"], "phone": NEW})
    drafts.approve(phone.pk, phone.revision, by=lee)
    assert going_live.run() == 1 and NEW in told() and "£200 a week" in told()
    assert going_live.run(date(2027, 4, 5)) == 0
    assert going_live.run(date(2027, 4, 6)) == 1 and going_live.run(date(2027, 4, 6)) == 0
    after = told(on=date(2027, 4, 6))
    assert "£301 a week" in after and NEW in after and "£200 a week" not in after
    april.refresh_from_db(), phone.refresh_from_db()
    assert (april.state, phone.state) == ("live", "replaced")
    assert "We last checked this on" not in after
    assert "Each child" in told(on=date(2027, 6, 1)) and "checked_on" not in told(on=date(2027, 6, 1))


def test_where_both_changed_the_same_part_nothing_goes_live_by_the_clock(changed, lee, content):
    april = changed(title="The allowance from April", figures=APRIL, live_on=date(2027, 4, 6), review_by="2027-05-16")
    drafts.approve(april.pk, april.revision, by=lee)
    path = content / f"{TOPIC}.yml"
    path.write_text(path.read_text().replace("Fostering allowance for family and friends", "Money while you foster"))
    assert going_live.run(date(2027, 4, 6)) == 0 and "Money while you foster" in path.read_text()
    april.refresh_from_db()
    assert (april.state, april.approved_by, april.steps.last().what) == ("waiting", None, "held_up")
    assert [each.field for each in drafts.faults_of(april)] == ["title"]


def test_two_workers_at_one_moment_publish_it_once(changed, lee, content):
    draft = changed(title="Money for foster carers")
    drafts.approve(draft.pk, draft.revision, by=lee)
    assert [going_live.publish(draft.pk), going_live.publish(draft.pk)] == [True, False]
    assert AuditEntry.objects.filter(action="offer_live").count() == 1
    # A worker that died after the file was written and before that was noted: the next finds the words there.
    Draft.objects.filter(pk=draft.pk).update(state="approved", live_at=None)
    before = (content / f"{TOPIC}.yml").stat().st_mtime_ns
    assert going_live.run() == 1 and (content / f"{TOPIC}.yml").stat().st_mtime_ns == before


def test_two_editors_lose_no_word(manager, editor):
    manager.open(AT), manager.send("begin")
    editor.open(AT), editor.send("begin")
    assert Draft.objects.count() == 1
    editor.send("change", what="Lee's own words.")
    page = manager.send("change", what="Okafor's own words.")
    assert "Somebody else saved this first" in page.text and "Lee's own words." in page.text
    assert page.forms["change"]["fields"]["what"] == "Okafor's own words."
    assert {each.entry["what"] for each in Draft.objects.all()} == {"Lee's own words.", "Okafor's own words."}


def test_a_hand_outside_and_a_change_of_the_same_part_show_both(manager, editor, content, changed):
    draft = changed(contact={"name": "Fostering", "phone": NEW, "hours": "Monday to Friday, 9am to 5pm"})
    path = content / f"{TOPIC}.yml"
    path.write_text(path.read_text().replace(OLD, "01632 960277"))
    editor.open(f"/desk/offer/changes/{draft.pk}/")
    assert "01632 960277" in editor.page.text and NEW in editor.page.text
    page = editor.send("approve")
    assert editor.status == 409 and "after the change was begun" in page.text and "01632 960277" in path.read_text()
    manager.open(f"/desk/offer/changes/{draft.pk}/")
    manager.send("bring-in")
    assert manager.page.forms["change"]["fields"]["contact.phone"] == NEW
    manager.send("change", then="send")
    editor.open(f"/desk/offer/changes/{draft.pk}/")
    assert "Approved, and live." in editor.send("approve").text and NEW in path.read_text()


def test_a_half_filled_form_is_kept_and_says_its_faults_at_the_fields(manager):
    manager.open("/desk/offer/")
    manager.send("new", topic=TOPIC, title="Bus fares")
    page = manager.send(
        "change",
        **{"what": "It costs £5 a placement!", "contact.phone": "12ab", "checked_on": "31 Feb", "figures": "Fare | £4"},
    )
    for at in ("f-what", "f-contact-phone", "f-checked_on", "f-figures", "f-who"):
        assert page.all("a", href=f"#{at}") and page.all(id=at), at
    assert "Write a date as 2026-04-30." in page.text and "Say instead: home or stay." in page.text
    assert page.forms["change"]["fields"]["checked_on"] == "31 Feb"
    page = manager.send("change", then="send", why="Asked for")
    assert manager.status == 400 and "kept, and not sent" in page.text
    told = Draft.objects.get()
    assert (told.entry_id, told.entry["what"], told.state) == ("bus_fares", "It costs £5 a placement!", "draft")
    looked = manager.client.post(
        f"/desk/offer/changes/{told.pk}/look",
        {**manager.page.forms["change"]["fields"], "what": "Bus fares paid back."},
    ).content.decode()
    assert (
        "placement" not in looked
        and "Write a date" in looked
        and Draft.objects.get().entry["what"] != "Bus fares paid back."
    )


def test_undo_is_a_change_like_any_other(manager, editor, changed, lee):
    draft = changed(contact={"name": "Fostering", "phone": NEW, "hours": "Monday to Friday, 9am to 5pm"})
    drafts.approve(draft.pk, draft.revision, by=lee), going_live.publish(draft.pk)
    editor.open(f"/desk/offer/changes/{draft.pk}/")
    editor.send("undo", why="The number was wrong")
    back = Draft.objects.latest("pk")
    assert back.entry == draft.base and back.state == "draft" and NEW in told()
    editor.send("change", then="send")
    manager.open(f"/desk/offer/changes/{back.pk}/")
    manager.send("approve")
    assert OLD in told() and NEW not in told()


def test_taken_out_by_two_and_an_end_by_the_clock(manager, editor, changed, lee, content):
    manager.open(AT)
    manager.send("take-out", why="It has ended")
    editor.open(f"/desk/offer/changes/{Draft.objects.get().pk}/")
    assert "takes it out of the offer" in editor.page.text
    editor.send("approve")
    assert folder.entry_of(COUNCIL, TOPIC, ENTRY) is None and OLD not in told()
    draft = changed(entry="benefits_check", title="Free benefits check this winter", last_day=date(2027, 2, 28))
    drafts.approve(draft.pk, draft.revision, by=lee)
    assert [going_live.run(day) for day in (None, date(2027, 2, 28), date(2027, 3, 1))] == [1, 0, 1]
    assert folder.entry_of(COUNCIL, TOPIC, "benefits_check") is None


def test_a_folder_that_cannot_be_written_is_said_and_what_is_approved_waits(editor, changed, content, monkeypatch):
    draft = changed(title="Money for foster carers")
    monkeypatch.setattr(folder.os, "access", lambda *_: False)
    page = editor.open(f"/desk/offer/changes/{draft.pk}/")
    assert "cannot be written" in page.text
    assert "tried again and again" in editor.send("approve").text and Draft.objects.get().state == "approved"
    assert going_live.run() == 0
    monkeypatch.undo()
    assert going_live.run() == 1


def test_the_program_says_when_it_writes_into_its_own_folder(manager, settings):
    assert "KINSHIP_CONTENT" not in manager.open("/desk/offer/").text
    settings.KINSHIP_CONTENT = settings.BASE_DIR
    assert "KINSHIP_CONTENT" in manager.open("/desk/offer/").text


def test_who_sends_a_form_after_the_session_has_ended_finds_it_kept(manager):
    manager.open(AT), manager.send("begin")
    session = manager.client.session
    session[sessions.BEGUN] = session[sessions.ACTED] = 1.0
    session.save()
    manager.client.post(
        f"/desk/offer/changes/{Draft.objects.get().pk}/save",
        {**manager.page.forms["change"]["fields"], "what": "Kept."},
    )
    assert Draft.objects.get().entry["what"] == "Kept."


def test_the_longest_form_is_no_longer_than_the_hub_takes(manager, settings):
    page = (manager.open(AT), manager.send("begin"))[1]
    ticks = len(page.all("input", type="checkbox"))
    selects = len(page.all("select"))
    assert len(page.forms["change"]["fields"]) + ticks + selects + 1 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
