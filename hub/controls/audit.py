"""The audit of the packages we lock: what is known against them, from a dated file, and what was accepted and why.

The file is written where the vulnerability service can be reached (`make audit`); `make check` only reads it. A file that was never
filled in says nothing about our packages, and is told so: no findings is not the same as not looked.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kinship import yaml_text

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "security"
FINDINGS, ACCEPTED, LOCK = FOLDER / "audit.json", FOLDER / "accepted_findings.yml", ROOT / "uv.lock"
# Within which a grave update is to be made (Cyber Essentials, as a certification body tells it: not checked at the source).
OLD_AFTER = timedelta(days=14)


@dataclass
class Report:
    """What is said of the audit: `lines` to read, and `faults`, which somebody has to see to."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def locked(lock: Path = LOCK) -> dict[str, set[str]]:
    """The versions of each package of the lock, without ourselves."""
    found: dict[str, set[str]] = {}
    for each in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]:
        if "editable" not in each["source"] and "virtual" not in each["source"]:
            found.setdefault(each["name"], set()).add(each["version"])
    return found


def fingerprint(packages: dict[str, set[str]]) -> str:
    """Which packages an audit was made of: the same for the same names and versions."""
    text = "\n".join(f"{name}=={version}" for name in sorted(packages) for version in sorted(packages[name]))
    return hashlib.sha256(text.encode()).hexdigest()


def report(today: date, folder: Path = FOLDER, lock: Path = LOCK) -> Report:
    """What the dated file says of today's lock."""
    told = json.loads((folder / FINDINGS.name).read_text(encoding="utf-8"))
    decided = yaml_text.load((folder / ACCEPTED.name).read_text(encoding="utf-8"))
    packages, made = locked(lock), Report()
    _age(told, packages, today, made)
    accepted = {(each["package"], each["version"], each["id"]): each for each in decided["accepted"]}
    _findings(told["findings"], accepted, packages, today, made)
    _held_back(decided["held_back"], packages, today, made)
    return made


def _age(told: dict[str, Any], packages: dict[str, set[str]], today: date, made: Report) -> None:
    count = sum(map(len, packages.values()))
    if told["filled_in"] is None:
        made.lines.append(
            f"The audit of our {count} locked packages has never been filled in: nobody has looked. Where there is a network, run: make audit"
        )
        return
    day = date.fromisoformat(told["filled_in"])
    made.lines.append(
        f"The audit of our packages is of {day:%-d %B %Y}, by {told['by']}: {len(told['findings'])} findings."
    )
    if day > today:
        made.faults.append(f"The audit is dated {day:%-d %B %Y}, which has not come yet. Run: make audit")
    if told["packages"] != fingerprint(packages):
        made.lines.append("The lock has changed since: what is new in it was not looked at. Run: make audit")
    if today - day > OLD_AFTER:
        made.lines.append(f"That is {(today - day).days} days ago, more than {OLD_AFTER.days}. Run: make audit")


def _findings(
    found: list[dict[str, Any]],
    accepted: dict[tuple[str, str, str], dict[str, Any]],
    packages: dict[str, set[str]],
    today: date,
    made: Report,
) -> None:
    still = set()
    for each in found:
        if each["version"] not in packages.get(each["package"], ()):
            continue  # another version is locked by now
        names = [each["id"], *each.get("aliases", ())]
        key = next((one for name in names if (one := (each["package"], each["version"], name)) in accepted), None)
        what = f"{each['package']} {each['version']}: {each['id']}"
        if key is None:
            mend = f"mended in {', '.join(each['fixed_in'])}" if each.get("fixed_in") else "no mended version is known"
            made.faults.append(f"{what} is not accepted ({mend}). Update the package, or accept it with a reason.")
            continue
        still.add(key)
        decision = accepted[key]
        made.lines.append(f"Accepted until {decision['review_by']}: {what}. {decision['why']}")
        if decision["review_by"] < today:
            made.faults.append(f"{what} was accepted until {decision['review_by']}. Look at it again.")
    made.lines += [
        f"Accepted but no longer found: {package} {version}: {name}. Take it out of {ACCEPTED.name}."
        for package, version, name in accepted
        if (package, version, name) not in still
    ]


def _held_back(held: list[dict[str, Any]], packages: dict[str, set[str]], today: date, made: Report) -> None:
    """Old versions that Rasa holds us to. None of these lines accepts a finding: they say why one is expected to matter little."""
    made.lines.append(
        f"{len(held)} packages are held back, nearly all by Rasa 3.6.21; why, one by one: {ACCEPTED.name}."
    )
    for each in held:
        if each["version"] not in packages.get(each["package"], ()):
            made.faults.append(
                f"{each['package']} {each['version']} is listed as held back and is not locked. Mend {ACCEPTED.name}."
            )
        if each["review_by"] < today:
            made.lines.append(f"{each['package']} {each['version']}: was to be looked at again by {each['review_by']}.")
