"""An access export as two files that only their owner can read: JSON for a machine, HTML for a person."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from hub.conversations.access_export import words


def written(export: dict[str, Any], folder: Path) -> list[Path]:
    """Write both into the folder. Names hold the time only: never a number. Raises OSError (FileExistsError: made this second)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = "access-" + "".join(letter for letter in export["made_at"][:19] if letter.isdigit())
    return [
        _only_ours(folder / f"{name}.json", json.dumps(export, ensure_ascii=False, indent=1)),
        _only_ours(folder / f"{name}.html", readable(export)),
    ]


def readable(export: dict[str, Any]) -> str:
    """The same for a person: one page without anything to fetch or run."""
    said = words()
    told = [{**each, "parts": list(_parts(each["kept"], said))} for each in export["conversations"]]
    return render_to_string(
        "conversations/access_export.html", {"export": export, "words": said, "conversations": told}
    )


def _parts(kept: dict[str, list[dict[str, Any]]], said: Any):
    for name, rows in kept.items():
        if rows:
            full = [{key: value for key, value in row.items() if value not in (None, "", [], {})} for row in rows]
            yield {"heading": said["headings"][name], "review": said["review"].get(name, ""), "rows": full}


def _only_ours(path: Path, text: str) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return path
