"""The council's pages on what is kept say what the code does: no column without a purpose, no old page."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from hub.conversations import inventory, retention, retention_page

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "privacy"


def printed(page):
    out = StringIO()
    call_command("data_inventory", page, stdout=out)
    return out.getvalue()


def test_every_column_has_a_purpose_and_a_class():
    assert not list(inventory.faults())


def test_every_step_of_the_retention_code_is_on_the_page():
    assert not list(retention_page.faults())


@pytest.mark.parametrize("page", ["inventory", "retention"])
def test_the_page_is_what_the_command_prints(page):
    assert (FOLDER / f"{page}.md").read_text("utf-8") == printed(page), "run: manage.py data_inventory --write"


def test_a_new_column_without_a_purpose_is_found(monkeypatch):
    def with_one_more(model):
        new = models.CharField()
        new.name = "shoe_size"
        return [*model._meta.concrete_fields, new]

    monkeypatch.setattr(inventory, "fields_of", with_one_more)
    assert "conversations.Contact.shoe_size: is not in inventory.yml" in list(inventory.faults())
    with pytest.raises(CommandError, match="shoe_size"):
        printed("inventory")


def test_a_contact_detail_in_plain_is_found(monkeypatch):
    monkeypatch.setattr(inventory, "is_encrypted", lambda field: False)
    assert "conversations.Callback.phone: holds contact, is not encrypted, and nothing says why" in list(
        inventory.faults()
    )


def test_a_new_step_of_the_retention_code_is_found(monkeypatch):
    monkeypatch.setattr(retention, "ALL", {**retention.ALL, "shoes": retention.drafts})
    assert list(retention_page.faults()) == ["shoes: is in no rule of inventory.yml"]


def test_no_word_of_a_carer_is_kept_in_plain():
    """Whatever the classes say: what carries words of theirs is a cipher in the database."""
    plain = [
        f"{table}.{name}"
        for table, told in inventory.told()["tables"].items()
        for name, what in told["fields"].items()
        if inventory.class_of(what) == "words"
        and not inventory.is_encrypted(inventory.tables()[table]._meta.get_field(name))
    ]
    assert plain == []


def test_the_pages_follow_the_settings(settings):
    settings.KEPT_DAYS_ASSISTANT = 31
    assert "31 days after the carer was last heard from" in printed("retention")
