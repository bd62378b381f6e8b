"""A council whose offer is a copy of its own, and the two people who keep it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from hub.conversations.models import Membership, Team
from hub.conversations.words import shelf
from hub.publishing import drafts
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.story import Story
from tests.hub.adviser_desk.at_desk import Desk
from tests.hub.web_chat.conftest import plain_static_files

ROOT = Path(__file__).resolve().parents[3]
COUNCIL, TOPIC, ENTRY = "exampleshire", "financial_support", "our_fostering_allowance"
OLD, NEW = "01632 960250", "01632 960299"

FOSTERS = {
    "carer_relationship": "grandparent",
    "child_lives_with_carer": "yes",
    "child_age": "7",
    "order_in_force": "none",
    "who_arranged": "council_or_police",
    "fostering_status": "approved",
}

__all__ = ["plain_static_files"]


@pytest.fixture(autouse=True)
def content(tmp_path, settings):
    """The folder that is served: nothing here may touch the checked-in one."""
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    settings.KINSHIP_CONTENT, settings.KINSHIP_AS_OF = tmp_path, "2026-11-22"
    return tmp_path / "offer_content" / COUNCIL


@pytest.fixture
def okafor(django_user_model, db):
    """The named senior manager: she manages a team."""
    team = Team.objects.create(slug="kinship", name="Kinship team", organisation="council", is_default=True)
    user = django_user_model.objects.create_user("okafor", first_name="Okafor", is_staff=True)
    Membership.objects.create(user=user, team=team, role="manager")
    return user


@pytest.fixture
def lee(django_user_model, db):
    """An editor: in no team, with the permission alone."""
    from django.core.management import call_command

    call_command("offer_editor", "lee", stdout=open("/dev/null", "w"))
    return django_user_model.objects.get(username="lee")


@pytest.fixture
def manager(okafor):
    return Desk(okafor)


@pytest.fixture
def editor(lee):
    return Desk(lee)


@pytest.fixture
def changed(okafor):
    """A change of the fostering allowance by Ms Okafor, written and sent (or only written)."""

    def make(by=None, *, sent=True, live_on=None, last_day=None, entry=ENTRY, topic=TOPIC, **fields):
        by = by or okafor
        base = drafts.folder.entry_of(COUNCIL, topic, entry)
        draft = drafts.propose(COUNCIL, topic, {**base, **fields}, by=by, why="New in November", origin="editor")
        draft = drafts.save(
            draft.pk, draft.revision, draft.entry, by=by, why=draft.why, live_on=live_on, last_day=last_day
        )
        return drafts.send(draft.pk, by=by) if sent else draft

    return make


def told(on=date(2026, 11, 22), channel="web"):
    """What a foster carer who asks about money is told now, by the dialogue itself, with nothing restarted."""
    story = Story.from_json(None)
    story.talk["opened"] = "shown"
    facts = [{"entity": name, "value": value} for name, value in FOSTERS.items()]
    heard = Heard(text="fostering allowance", intent="ask_financial_support", facts=facts, channel=channel, as_of=on)
    talk = take_turn(heard, story, shelf())
    said = " ".join(f"{say.text or ''} {' '.join(map(str, say.fills.values()))}" for say in talk.says)
    for turn in range(2, 12):
        heard = Heard(text="", intent="ask_what_else", choice="ask_what_else", channel=channel, turn=turn, as_of=on)
        talk = take_turn(heard, talk.story, shelf())
        said += " ".join(f"{say.text or ''} {' '.join(map(str, say.fills.values()))}" for say in talk.says)
    return said
