"""The invented conversations: they can be told at any hour, use drama numbers only, and leave a ledger that holds."""

import re
from collections import Counter
from datetime import datetime

import pytest
from django.utils import timezone

from hub.conversations import call_board, invariants, metrics
from hub.conversations.models import (
    CannedVersion,
    Conversation,
    Danger,
    Draft,
    Message,
    Note,
    SignOfLife,
    Team,
    Transfer,
)
from hub.demo import filling, tales, weeks
from hub.demo.tales import BadTale
from kinship.clock import as_utc

FRIDAY, SUNDAY_NIGHT, MONDAY_MORNING = "2026-11-20 14:30", "2026-11-22 00:20", "2026-11-23 08:05"


class TestReading:
    @pytest.mark.parametrize("now", [FRIDAY, SUNDAY_NIGHT, MONDAY_MORNING, "2026-10-25 01:30", "2027-01-01 12:00"])
    def test_every_step_of_every_tale_lies_in_the_past_and_in_order(self, now):
        moment = as_utc(datetime.fromisoformat(now))
        for tale in [*tales.told(moment), *weeks.told(moment)]:
            times = [step.at for step in tale.steps]
            assert times == sorted(times) and times[-1] <= moment, tale.name

    def test_there_are_about_twenty_five_and_some_weeks_before(self):
        now = timezone.now()
        assert 24 <= len(tales.told(now)) <= 30
        assert len(list(weeks.told(now))) >= 40

    def test_each_number_is_one_for_drama(self):
        numbers = re.findall(r"\b0\d[\d ]{7,}\d", tales.FILE.read_text("utf-8"))
        assert numbers and all(re.fullmatch(r"07700 900\d{3}", each) for each in numbers)

    @pytest.mark.parametrize(
        "steps, says",
        [
            ([{"says": "hello"}], "does not say when"),
            ([{"minutes_ago": 1, "says": "hello"}, {"after": 5, "takes": "sam"}], "in the future"),
            ([{"minutes_ago": 9, "says": "hello"}, {"minutes_ago": 12, "takes": "sam"}], "before the step above"),
            ([{"minutes_ago": 9, "says": "hello", "takes": "sam"}], "a step is one act"),
            ([{"minutes_ago": 9, "shouts": "hello"}], "a step is one act"),
            ([{"minutes_ago": 9, "says": "hello", "by": "sam"}], "does not go with ['by']"),
            ([{"minutes_ago": 9, "says": "hi", "tells": {"child_age": "very old"}}], "no answer to child_age"),
            (
                [{"minutes_ago": 9, "says": "hi", "of": {"boy": {"order_in_force": "some"}}}],
                "no answer to order_in_force",
            ),
            ([{"minutes_ago": 9, "taps": "order_in_force=some", "says_so": "x"}], "no answer to order_in_force"),
            ([{"minutes_ago": 9, "says": "hello", "means": "sing"}], "no intent sing"),
        ],
    )
    def test_what_makes_no_sense_is_refused_before_anything_is_filled(self, steps, says):
        with pytest.raises(BadTale, match=re.escape(says)):
            tales.tale("a tale", steps, timezone.now())


@pytest.mark.django_db
@pytest.mark.timeout(240)
class TestFilling:
    @pytest.fixture
    def filled(self, settings, tmp_path):
        settings.KINSHIP_HOME = tmp_path
        settings.KINSHIP_CONTENT = tmp_path / "content"
        return filling.fill()

    def test_a_desk_in_every_state(self, filled, django_user_model):
        """One test, because filling takes a while."""
        assert [str(each) for each in invariants.faults()] == []
        assert Conversation.objects.count() == filled.conversations + filled.earlier
        states = Counter(Conversation.objects.values_list("state", flat=True))
        assert set(states) == {"assistant", "waiting", "with_adviser", "callback", "closed"}

        now, kinship = timezone.now(), Team.objects.get(is_default=True)
        waiting = Conversation.objects.filter(state="waiting", team=kinship)
        assert set(waiting.values_list("priority", flat=True)) == {0, 1, 2, 3}
        assert waiting.filter(at_front=True).exists()
        found = {(each.urgency, each.owner is not None) for each in Danger.objects.all()}
        assert found == {("emergency", False), ("soon", False), ("soon", True)}

        sam = django_user_model.objects.get(username="sam")
        assert sam.check_password(filled.password)
        held = Conversation.objects.filter(state="with_adviser")
        assert set(held.values_list("assignee__username", flat=True)) == {"sam", "alex", "robin"}
        assert Draft.objects.filter(user=sam).exists() and Note.objects.count() >= 4
        alive = dict(SignOfLife.objects.values_list("user__username", "at"))
        assert set(alive) == {"alex", "robin"} and alive["alex"] < now < alive["robin"]

        calls = call_board.promised(Conversation.objects.all(), now)
        assert any(call.overdue for call in calls) and not all(call.overdue for call in calls)
        assert any(call.may_give_up for call in calls) and any(call.row.owner for call in calls)
        assert set(Transfer.objects.values_list("outside", flat=True)) == {True, False}
        assert {each.approved_at is None for each in CannedVersion.objects.all()} == {True, False}
        assert sum(week.offered for week in metrics.weeks(kinship, now)) >= 40
        assert sum(week.calls for week in metrics.weeks(kinship, now)) >= 4
        # Carers are told that somebody is there, whatever the hour.
        assert not Message.objects.filter(kind="nobody_there").exists()
