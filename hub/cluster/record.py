"""What runs where, in a file that is whole at any moment: DIR/processes.json, for whoever watches from outside."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

from hub.cluster.plan import Cluster

FILE = "processes.json"


class Record:
    """Writes the file whenever something in it has changed."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._written: dict[str, Any] = {}

    def write(self, states: dict[str, dict]) -> None:
        """`states`: each program's, as the supervisor tells them."""
        told = {
            "processes": {
                part.name: {
                    "kind": part.kind,
                    "pid": state["pid"] or None,
                    "port": part.port,
                    "since": datetime.fromtimestamp(state["start"], UTC).isoformat() if state["start"] else None,
                    "state": state["statename"],
                }
                for part in self.cluster.layout.parts
                if (state := states.get(part.name))
            },
            "front": self.cluster.front,
            "public_url": self.cluster.public_url,
            "database_url": self.cluster.database.url,
            "settings": self.cluster.settings(),
        }
        if not states or told == self._written:
            return
        path = self.cluster.home / FILE
        unfinished = path.with_suffix(".unfinished")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(told, out, indent=1)
        os.replace(unfinished, path)
        self._written = told

    def remove(self) -> None:
        (self.cluster.home / FILE).unlink(missing_ok=True)
