"""docs/privacy/retention.md: the rules of inventory.yml, the steps of retention.py and what carers are told, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from hub.conversations import retention
from hub.conversations.inventory import is_personal, told
from hub.conversations.periods import periods
from hub.conversations.words import council


def faults() -> Iterator[str]:
    """Where the rules and the steps of the retention code do not agree."""
    named = {step for rule in told()["rules"].values() for step in rule["steps"]}
    for step in sorted(named ^ retention.ALL.keys()):
        yield (
            f"{step}: is in no rule of inventory.yml"
            if step in retention.ALL
            else f"{step}: is no step of retention.py"
        )
    used = {table.get("kept") for table in told()["tables"].values()}
    yield from (f"{rule}: no table is kept by this rule" for rule in told()["rules"] if rule not in used)


def page() -> str:
    """docs/privacy/retention.md."""
    rules, tables = told()["rules"], told()["tables"]
    lines = [*_filled(told()["retention_intro"]).strip().splitlines(), ""]
    lines += ["| Rule | What | How long | Run | Where the code says it |", "|---|---|---|---|---|"]
    for name, rule in rules.items():
        lines.append(
            f"| {name} | {rule['title']} | {_filled(rule['says'])} | {_when(rule['steps'])} | {rule['kept_at']} |"
        )
    lines += ["", "## Which tables each rule holds for", "", "| Rule | Tables |", "|---|---|"]
    for name in rules:
        held = [table for table, said in tables.items() if is_personal(table) and said.get("kept") == name]
        lines.append(f"| {name} | {', '.join(held)} |")
    lines += [
        "",
        "## For the council to decide",
        "",
        "These have no end in the code. Say one, with a reason, before going live:",
        "",
    ]
    lines += [f"- **{rule['title']}** ({rule['kept_at']})" for rule in rules.values() if rule.get("open")]
    lines += ["", *told()["retention_after"].strip().splitlines(), "", "## What carers are told", ""]
    lines += [
        f"In `council.yml` of {council()['council_name']}; tests/hub/worker/test_retention.py compares it with the settings.",
        "",
    ]
    lines += [f"> {council()['privacy'][part]}\n" for part in ("keeps", "passed_on", "keeps_short")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _when(steps: list[str]) -> str:
    said = [f"`{step}`, {'each hour' if step in retention.HOURLY else 'each night'}" for step in steps]
    return "; ".join(said) or "no step"


def _filled(said: str) -> str:
    return said.format(**periods())
