"""`manage.py whatsapp_menus`: what it makes at Twilio, and what it keeps."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from hub.channels import twilio_contents
from hub.channels.sending import Parcel
from hub.conversations import words
from tests.hub.channels.twilio_stand_in import ACCOUNT, TOKEN, serving

SHAPES = [*(f"reply_{n}" for n in range(1, 4)), *(f"list_{n}" for n in range(4, 11)), "window"]


@pytest.fixture
def box(settings, tmp_path):
    with serving() as (box, url):
        settings.KINSHIP_TWILIO = {
            **settings.KINSHIP_TWILIO,
            "account": ACCOUNT,
            "tokens": [TOKEN],
            "contents": str(tmp_path / "below" / "contents.json"),
            "url": "http://127.0.0.1:9",  # nothing of this goes there
            "content_url": url,
        }
        box.file = tmp_path / "below" / "contents.json"
        yield box


def test_every_shape_is_made_once_and_its_id_kept(box, capsys):
    call_command("whatsapp_menus")
    kept = json.loads(box.file.read_text())
    assert list(kept) == SHAPES and len(set(kept.values())) == len(SHAPES)
    assert twilio_contents.known() == kept
    assert f"list_4: {kept['list_4']}" in capsys.readouterr().out
    call_command("whatsapp_menus")
    assert json.loads(box.file.read_text()) == kept and len(box.contents) == len(SHAPES)


def test_a_dry_run_makes_nothing(box, capsys):
    call_command("whatsapp_menus", "--dry-run")
    assert list(json.loads(capsys.readouterr().out)) == SHAPES
    assert box.asked == [] and not box.file.exists()


def test_what_broke_off_goes_on_where_it_was(box):
    box.next = [None, None, (500, 20500)]
    with pytest.raises(CommandError, match="HTTP 500"):
        call_command("whatsapp_menus")
    assert list(json.loads(box.file.read_text())) == SHAPES[:2]
    call_command("whatsapp_menus")
    assert list(json.loads(box.file.read_text())) == SHAPES


def test_after_a_word_was_changed(box):
    call_command("whatsapp_menus")
    before = json.loads(box.file.read_text())
    call_command("whatsapp_menus", "--again")
    after = json.loads(box.file.read_text())
    assert [shape for shape in SHAPES if before[shape] == after[shape]] == ["window"], "an approved template stays"


def test_the_template_is_submitted_when_asked(box):
    call_command("whatsapp_menus", "--submit")
    asked, told = box.asked[-1]
    assert asked == f"POST /v1/Content/{twilio_contents.known()['window']}/ApprovalRequests/whatsapp"
    assert told["category"] == "UTILITY" and re.fullmatch("[a-z0-9_]+", told["name"])


def test_without_a_file_to_keep_them_nothing_is_made(box, settings):
    settings.KINSHIP_TWILIO["contents"] = ""
    with pytest.raises(CommandError, match="KINSHIP_TWILIO_CONTENTS"):
        call_command("whatsapp_menus")
    assert box.asked == []


def shapes():
    return twilio_contents.shapes("See the choices", "We have a message for you.")


@pytest.mark.parametrize("count", range(1, 11))
def test_a_shape_takes_just_the_words_of_its_menu(count):
    """Every variable of a shape is filled in by what is sent, and no other: Twilio refuses both."""
    menu = [{"id": f"m:1:{n}", "label": f"L{n}"} for n in range(1, count + 1)]
    parcel = Parcel("1.1", "+447700900123", "", "Body", menu)
    shape = shapes()[twilio_contents.shape_of(parcel)]
    filled = json.loads(twilio_contents.variables(parcel))
    slots = re.findall(r"\{\{(\d+)\}\}", json.dumps(shape["types"]))
    assert sorted(slots) == sorted(filled) == sorted(shape["variables"])
    kind = shape["types"].get("twilio/quick-reply") or shape["types"]["twilio/list-picker"]
    entries = [(each.get("title") or each["item"], each["id"]) for each in kind.get("actions") or kind["items"]]
    spoken = [tuple(filled[slot.strip("{}")] for slot in entry) for entry in entries]
    assert spoken == [(entry["label"], entry["id"]) for entry in menu]


def test_the_words_that_stand_in_the_shapes():
    told = words.phone_words()
    assert 0 < len(told["whatsapp_menus"]["list_button"]) <= 20
    assert "{council}" in told["window"]["template"]
    council = words.council()["council_name"]
    window = twilio_contents.shapes("x", told["window"]["template"].format(council=council))["window"]
    assert window["types"]["twilio/text"]["body"].startswith(council)


def test_the_names_differ_where_the_words_do():
    other = twilio_contents.shapes("See the choices", "Another line.")
    assert other["window"]["friendly_name"] != shapes()["window"]["friendly_name"]
    assert other["list_4"]["friendly_name"] == shapes()["list_4"]["friendly_name"]
