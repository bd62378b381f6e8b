"""What went live is served by a process that was running all the while, as the assistant's is; and a program's draft waits for people."""

import subprocess
import sys

import pytest

from hub.conversations import timers
from hub.publishing import drafts, going_live
from hub.publishing.models import Draft
from tests.hub.publishing.conftest import COUNCIL, ENTRY, NEW, OLD, ROOT, TOPIC

pytestmark = pytest.mark.django_db
# The assistant's own way to the offer (actions/turn.py): no folder is named, the environment says which.
ASKED = f"""
import sys
from datetime import date
from kinship.local_offer import shelf
for _ in sys.stdin:
    entries = shelf("{COUNCIL}").find("{TOPIC}", (), {{}}, (), date(2026, 11, 22)).entries
    print(next(each.entry["contact"]["phone"] for each in entries if each.entry["id"] == "{ENTRY}"), flush=True)
"""


def test_the_next_question_to_a_running_process_is_answered_from_the_new_words(changed, lee, settings):
    environment = {"KINSHIP_CONTENT": str(settings.KINSHIP_CONTENT), "PATH": "/usr/bin", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", ASKED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as running:

        def phone():
            running.stdin.write("?\n"), running.stdin.flush()
            return running.stdout.readline().strip()

        assert phone() == OLD
        draft = changed(contact={"name": "Fostering", "phone": NEW, "hours": "Monday to Friday, 9am to 5pm"})
        assert phone() == OLD
        drafts.approve(draft.pk, draft.revision, by=lee), going_live.publish(draft.pk)
        assert phone() == NEW
        running.stdin.close()


def test_the_worker_keeps_the_clock_of_what_is_dated():
    from hub.conversations.brain import Brain

    assert "publishing" in [each.name for each in timers.table("test", Brain("http://127.0.0.1:1"))]


def test_what_a_program_proposes_is_sent_by_one_person_and_approved_by_another(okafor, lee):
    told = {"id": "bus_fares", "title": "Bus fares"}
    draft = drafts.propose(COUNCIL, TOPIC, told, by=None, why="From the feed", origin="open_referral")
    assert (draft.state, draft.base) == ("draft", None) and [each.field for each in drafts.faults_of(draft)]
    with pytest.raises(drafts.NotReady):
        drafts.send(draft.pk, by=okafor)
    whole = {**drafts.folder.entry_of(COUNCIL, TOPIC, ENTRY), **told}
    draft = drafts.save(draft.pk, draft.revision, whole, by=okafor, why=draft.why, live_on=None, last_day=None)
    draft = drafts.send(draft.pk, by=okafor)
    with pytest.raises(drafts.OwnWords):
        drafts.approve(draft.pk, draft.revision, by=okafor)
    drafts.approve(draft.pk, draft.revision, by=lee)
    assert going_live.publish(draft.pk) and Draft.objects.get().state == "live"
    for council, topic, entry_id in (("../up", TOPIC, "x"), (COUNCIL, "council", "x"), (COUNCIL, TOPIC, "No Name")):
        with pytest.raises(ValueError):
            drafts.propose(council, topic, {"id": entry_id}, by=None, why="", origin="open_referral")


ODD = [
    {"arrangements": True, "only_if": "yes", "contact": "a phone", "figures": 1},
    {"contact": {"phone": None}, "figures": [{"label": "x"}], "source": [], "arrangements": "all of them"},
    {"what": ["a"], "checked_on": "31 Feb", "need": {"a": 1}, "only_if": [1], "extra": {"deep": [1, {"a": "b"}]}},
    {"title": '= "#: {x}" \u2028 tab\t', "figures": [[1]], "state": 3.5, "hard_limit": 20261122},
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_a_program_proposes_its_page_opens_and_nothing_of_it_is_lost_by_saving(manager, odd):
    told = {**drafts.folder.entry_of(COUNCIL, TOPIC, ENTRY), **odd}
    draft = drafts.propose(COUNCIL, TOPIC, told, by=None, why="From the feed", origin="open_referral")
    page = manager.open(f"/desk/offer/changes/{draft.pk}/")
    assert manager.status == 200 and "What to put right" in page.text
    manager.send("change", why="Looked at")
    empty = ("", None, [], {})
    kept = Draft.objects.latest("pk").entry
    assert {
        key: each for key, each in told.items() if each not in empty and kept.get(key) != each and key != "title"
    } == {}
