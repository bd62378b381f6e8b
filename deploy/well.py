"""Health checks inside the containers: `well.py page URL`, `well.py turn URL`, `well.py worker NAME`. Exit 0 when all is well."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.request

WITHIN = 45  # seconds: a worker gives a sign of life every five


def page(url: str, good: int = 200) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == good
    except urllib.error.HTTPError as error:
        return error.code == good


def turn(url: str) -> bool:
    """A real answer to a real turn: Rasa greets also with no model loaded."""
    asked = {"conversation": "well", "turn": int(time.time() * 1000), "channel": "web", "choice": "greet"}
    request = urllib.request.Request(
        f"{url}/webhooks/hub/turn", json.dumps(asked).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=8) as answer:
        return answer.status == 200


def worker(name: str) -> bool:
    import psycopg2

    with psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM conversations_workerpulse WHERE name = %s AND at > now() - make_interval(secs => %s)",
            (name, WITHIN),
        )
        return cursor.fetchone()[0] == 1


if __name__ == "__main__":
    what, of = sys.argv[1], sys.argv[2]
    well = {"page": page, "turn": turn, "worker": worker, "stream": lambda url: page(url, 403)}[what](of)
    raise SystemExit(0 if well else 1)
