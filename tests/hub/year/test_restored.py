"""A backup in the life of the service, a bad day after it, the backup put back, and a new key: every row and cell accounted for."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hub.conversations import backups, erasure, key_rotation, legal_holds, restoring, retention, tokens
from hub.conversations.models import Conversation, LegalHold
from hub.conversations.words import web_words
from tests.hub.year import tally
from tests.hub.year.lives import KINDS, TOGETHER
from tests.hub.year.scene import Carer, House
from tests.hub.year.tally import cells, changed, counts, gone, of_rows, sound, theirs

AN_HOUR = timedelta(hours=1)
COLUMNS = ("Table", "In the backup", "After", "Rows more", "Cells blanked")


@pytest.fixture
def comes(year, clock):
    """Somebody comes, and lives a life of this kind now."""
    house, place = House(year.staff, random.Random(7)), count(900)
    kinds = {each.name: each for each in KINDS}

    def come(name):
        carer = Carer(house, name, kinds[name].channel, next(place))
        for pause in kinds[name].live(carer):
            clock.now += pause
        return carer

    return come


def rows_by_table():
    return {model: tally.rows_of(model) for model in apps.get_app_config("conversations").get_models()}


def test_a_restore_brings_back_what_was_and_nothing_deleted_since(year, clock, comes, tmp_path, capsys, tell):
    # On the last days before the backup, besides everything that the year has left:
    wished, let_go, held, stays = comes("held"), comes("held_and_deletes"), comes("helped"), comes("texts")
    deleted = [comes(kind) for kind in ("asks", "helped", "called", "danger_left_open")]
    by_text, known, forgets, moves = comes("texts"), comes("texts_on_whatsapp"), comes("asks"), comes("asks")
    pages = {carer: tokens.issue(carer.chat) for carer in deleted}
    left_behind = tokens.issue(moves.chat)
    deleted[0].saves()
    retention.run(clock.now)
    call_command("backup", str(tmp_path / "kept"))
    (folder,) = (tmp_path / "kept").iterdir()
    in_backup, ciphers, there = rows_by_table(), cells(), counts()
    as_it_was = {row["id"]: row for row in Conversation.objects.values()}

    # The bad day. First what goes on as ever: new carers on each channel, and one who has written before.
    clock.now += AN_HOUR
    later = [comes(kind) for kind in ("asks", "helped", "texts", "texts_on_whatsapp")]
    stays.says("me again")
    # Deletions: of chats that are in the backup, one of them with a page that is newer; and of a chat that began since.
    pages[later[0]] = tokens.issue(later[0].chat)
    tokens.move(deleted[1].chat)
    pages[deleted[1]] = tokens.issue(deleted[1].chat)
    for carer in (*deleted, later[0]):
        assert erasure.erase(carer.chat)
    its_chat = by_text.chat
    for words in ("DELETE", "YES"):
        by_text.says(words)
        clock.now += TOGETHER
        by_text.answers()
    # STOP, by somebody known and by somebody who was never seen before.
    stranger = Carer(stays.house, "later", "sms", 980)
    for carer in (known, stranger):
        carer.says("STOP")
    # Holds: one is set, one ends whose carer had asked for deletion, and a carer asks for it while another is open.
    day = timezone.localdate() + timedelta(days=90)
    legal_holds.place(held.row.ref, "a court", day, year.staff["robin"])
    legal_holds.end(let_go.row.ref, year.staff["robin"])
    assert not erasure.erase(wished.chat)
    # A wish to forget within a chat that goes on, and a chat that is carried on elsewhere.
    forgets.says("forget what i told you", {"forget": True})
    tokens.move(moves.chat)

    erased = {*(each.chat for each in deleted), its_chat, let_go.chat}
    clock.now += AN_HOUR
    call_command("restore", str(folder))
    said = capsys.readouterr().out
    assert "Put back, and the ledger holds what it promises" in said and sound()

    now, after = rows_by_table(), cells()
    # Cell by cell: what is gone is theirs who deleted, forgot, or were let go; nothing has other words than it had.
    taken = gone(ciphers, after)
    forgot = {cell for cell in of_rows(ciphers, theirs([forgets.chat])) if cell[0] in ("Message", "Conversation")}
    assert taken == of_rows(ciphers, theirs(erased)) | forgot
    assert not changed(ciphers, after)
    # Row by row: all that was there is there, but codes of what was erased; new is only what must be known of since.
    lost = {model.__name__ for model in now if in_backup[model] - now[model]}
    new = {model.__name__: len(now[model] - in_backup[model]) for model in now if now[model] - in_backup[model]}
    assert lost == {"SavedCode"}
    assert new.keys() == {
        "Contact",
        "ChannelIdentity",
        "LegalHold",
        "AuditEntry",
        "Event",
        "InboundReceipt",
        "ChatToken",
    }
    assert (new["Contact"], new["ChannelIdentity"], new["LegalHold"]) == (1, 1, 1)
    # The conversations themselves: nobody else's was touched.
    touched = {row["id"] for row in Conversation.objects.values() if row != as_it_was[row["id"]]}
    assert touched == {*erased, forgets.chat, wished.chat}
    assert not Conversation.objects.filter(pk__in=[each.chat for each in later]).exists()
    assert LegalHold.objects.filter(conversation=held.chat, ended_at__isnull=True, until=day).exists()
    assert LegalHold.objects.get(conversation=wished.chat, ended_at__isnull=True).delete_asked_at
    assert counts()["numbers that said STOP (hash only)"] == there["numbers that said STOP (hash only)"] + 2
    # Pages: what was deleted says so, what was carried on elsewhere opens no more, and none shows a word.
    for carer, token in pages.items():
        page = Client().post("/chat/check", {"token": token}, headers={"Sec-Fetch-Site": "same-origin"})
        why = web_words()["expired"]["because"]["unknown" if carer is later[0] else "erased"]
        assert why in page.content.decode() and carer.mark not in page.content.decode()
    with pytest.raises(tokens.Refused, match="moved"):
        tokens.open_token(left_behind)

    since = restoring.list_since(backups.check(folder).id)
    told = [
        (
            each.__name__,
            len(in_backup[each]),
            len(now[each]),
            len(now[each]) - len(in_backup[each]),
            cells_of(taken, each),
        )
        for each in now
        if in_backup[each]
    ]
    tell(tally.table(f"Restored, with {len(since)} lines of the list done again", COLUMNS, told))


def cells_of(taken, model):
    return sum(cell[0] == model.__name__ for cell in taken)


def test_a_new_key_opens_everything_and_the_old_one_nothing(year, settings, monkeypatch, tell):
    """Counts stay, words stay, and each cell is another cipher than before."""
    old = backups.key_text("field", settings.KINSHIP_HOME).split()[0]
    monkeypatch.delenv("KINSHIP_FIELD_KEYS")
    (settings.KINSHIP_HOME / "keys").mkdir()
    (settings.KINSHIP_HOME / "keys" / "field").write_text(old + "\n")
    before, rows, there = cells(), backups.rows_now(), counts()
    sample = {cell: tally.words_of(cell) for cell in sorted(before, key=str)[:: max(1, len(before) // 100)]}
    for step in (["--begin"], [], ["--finish"]):
        call_command("rotate_keys", *step)
    (new,) = backups.key_text("field", settings.KINSHIP_HOME).split()
    after = cells()
    assert after.keys() == before.keys() and not {cell for cell in after if after[cell] == before[cell]}
    assert opened(new, after) == len(after) and opened(old, after) == 0
    assert opened(old, before) == len(before)
    assert {cell: tally.words_of(cell) for cell in sample} == sample
    assert backups.rows_now() == rows and counts() == there
    assert key_rotation.left([new]) == dict.fromkeys(key_rotation.left([new]), 0)
    assert sound()
    tell(f"A new key: {len(after):,} cells of {sum(rows.values()):,} rows encrypted anew; the old key opens none")


def opened(key, texts):
    """How many of the cells a key opens."""
    cipher, count = Fernet(key), 0
    for text in texts.values():
        try:
            cipher.decrypt(text.encode("ascii"))
        except InvalidToken:
            continue
        count += 1
    return count
