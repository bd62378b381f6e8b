"""The hub's side of a turn: storing a message, claiming its turn, committing the reply, with ever more messages in the database.

One database a size, asked in turn, so that what else the machine does falls on all alike. Only ratios are judged. It also says which
statements of a turn read a whole table.
    python -m benchmarks.turn_in_hub [--sizes 1000 100000] [--rounds 360]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hub_settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.turn_budget import judge, machine  # noqa: E402
from hub.conversations import models, transitions, turns  # noqa: E402
from hub.conversations.inbound import Inbound  # noqa: E402

SIZES = (1_000, 100_000, 1_000_000)
SMALL = ("conversations_feedcounter", "conversations_team")  # one row, and a row a team: they do not grow with messages
TURNS = 10  # of each conversation, with two messages each
WORDS = "my daughter asked me to have him and i do not know what help there is"
REPLY = {
    "messages": [{"text": "There is help for that. " * 8, "choices": [{"id": "affirm", "label": "Yes"}], "custom": {}}]
}
STORY = {"children": [{"facts": {}}], "talk": {"heard": [{"turn": 1, "text": WORDS}] * 10}}
Times = dict[str, list[float]]


def one_turn(chat, number: int, times: Times) -> None:
    """A message stored, its turn claimed, the reply committed: milliseconds of each."""

    def timed(name: str, work):
        started = time.perf_counter()
        done = work()
        times.setdefault(name, []).append((time.perf_counter() - started) * 1000)
        return done

    timed("store", lambda: transitions.receive(chat, Inbound(key=f"{chat}.{number}", text=WORDS)))
    claimed = timed("claim", lambda: turns.claim_next("benchmark", 60))
    reply = {"ok": True, "turn": claimed.number, "story": STORY, **REPLY}
    if not timed("commit", lambda: turns.commit_reply(claimed, reply)):
        raise RuntimeError("The reply was not committed.")


def new_chat(times: Times):
    chat = transitions.begin(
        "web", Inbound(key=f"first {time.perf_counter_ns()}", choice="greet", label="Hello"), "exampleshire"
    )
    claimed = turns.claim_next("benchmark", 60)
    turns.commit_reply(claimed, {"ok": True, "turn": claimed.number, "story": STORY, **REPLY})
    for number in range(TURNS - 1):
        one_turn(chat.conversation_id, number, times)
    return chat.conversation_id


def use(file: Path) -> None:
    """From now on the default database is this file."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = str(file)


def fill(chat, copies: int) -> None:
    """Copies of this conversation with all that belongs to it, made by the database itself. Every number and key of a copy is its own."""
    with connection.cursor() as cursor:
        for name in ("synchronous=OFF", "cache_size=-200000"):
            cursor.execute(f"PRAGMA {name}")
    of = {"k": "k", "chat": chat.hex, "copies": copies}
    shifted = "{table}.id + 1000 * k"  # the original has fewer rows than that in each table
    own = {
        models.Contact: {"id": "k + 1000"},
        models.Conversation: {"id": "printf('%032x', k)", "ref": "printf('%08d', k)", "contact_id": "k + 1000"},
        models.BrainTurn: {"id": shifted, "conversation_id": "printf('%032x', k)"},
        models.Message: {
            "id": shifted,
            "conversation_id": "printf('%032x', k)",
            "turn_id": "{table}.turn_id + 1000 * k",
        },
        models.InboundReceipt: {
            "id": shifted,
            "message_id": "{table}.message_id + 1000 * k",
            "provider_message_hash": "printf('%056x', k) || substr({table}.provider_message_hash, 1, 8)",
        },
        models.Event: {"id": shifted, "n": "{table}.n + 1000 * k", "conversation_id": "printf('%032x', k)"},
    }
    with connection.cursor() as cursor:
        for model, changed in own.items():
            table = model._meta.db_table
            columns = [field.column for field in model._meta.concrete_fields]
            values = ", ".join(changed.get(each, f"{table}.{each}").format(table=table) for each in columns)
            cursor.execute(
                f"WITH RECURSIVE numbers(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM numbers WHERE k < {of['copies']}) "
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, numbers"
            )
    models.FeedCounter.objects.update(n=1000 * (copies + 1))
    connection.close()


def databases(home: Path, sizes: list[int]) -> dict[int, Path]:
    """A database of each size."""
    first = home / "first.sqlite3"
    use(first)
    call_command("migrate", verbosity=0)
    chat = new_chat({})
    each = models.Message.objects.count()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = {}
    for size in sizes:
        started = time.perf_counter()
        files[size] = home / f"{size}.sqlite3"
        connection.close()
        shutil.copy(first, files[size])
        use(files[size])
        fill(chat, size // each)
        took = time.perf_counter() - started
        sys.stdout.write(
            f"{models.Message.objects.count():>9,} messages, {models.Event.objects.count():>9,} events, "
            f"{files[size].stat().st_size / 1e6:6.0f} MB, made in {took:.0f} s\n"
        )
    return files


def whole_tables(chat) -> list[str]:
    """The statements of one more turn that read a whole table, with the plan SQLite has for them."""
    seen: dict[str, tuple] = {}

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            seen.setdefault(sql, params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        one_turn(chat, 1_000, {})
    found = []
    with connection.cursor() as cursor:
        for sql, params in seen.items():
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            for row in cursor.fetchall():
                if row[3].startswith("SCAN") and not any(each in row[3] for each in SMALL):
                    found.append(f"{row[3]}: {sql[:160]}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=360)
    options = parser.parse_args()
    say = sys.stdout.write
    say(f"{machine()}\n")
    files = databases(Path(settings.KINSHIP_HOME), sorted(options.sizes))
    times: dict[int, Times] = {size: {} for size in files}
    scans: dict[int, list[str]] = {}
    for lap in range(max(1, options.rounds // (TURNS - 1))):
        for size, file in files.items():
            use(file)
            chat = new_chat(times[size] if lap else {})  # the first lap warms up
            if not lap:
                scans[size] = whole_tables(chat)
    for size, each in times.items():
        for name, taken in each.items():
            ordered = sorted(taken)
            say(
                f"{size:>9,} messages  {name:7} p50 {statistics.median(taken):7.2f} ms   p95 {ordered[int(len(taken) * 0.95)]:7.2f} ms\n"
            )
    for size, found in scans.items():
        for each in found:
            say(f"{size:>9,} messages: reads a whole table: {each}\n")
    say(f"load afterwards {os.getloadavg()[0]:.1f}\n")
    least = min(files)

    def p95(size: int, name: str) -> float:
        return sorted(times[size][name])[int(len(times[size][name]) * 0.95)]

    ratios = {
        f"{name} p95 at {size} messages to {least}": p95(size, name) / p95(least, name)
        for size in files
        if size != least
        for name in ("store", "claim", "commit")
    }
    return judge("hub", ratios) or int(any(scans.values()))


if __name__ == "__main__":
    raise SystemExit(main())
