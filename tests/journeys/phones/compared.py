"""What a journey says must come of a step, compared with what came by text (README.md of the journeys names the keys)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.conversations.models import Danger, Handover
from tests.journeys.phones.carer import Carer, Step, same

Facts = dict[str, Any]


def step(carer: Carer, wanted: dict[str, Any], done: Step) -> None:
    """Compare every key of the step. Raises AssertionError with what stood on the phone."""
    carer.reads_on_for(done, wanted.get("mentions", ()))
    where = f"{wanted.get('say', wanted.get('choice'))!r} was answered:\n{done.shown}\nfacts: {_children(carer)}"
    for key in set(wanted) - {"say", "choice", "as_of"}:
        _CHECKS[key](carer, wanted[key], done, where)


def decided(done: Step) -> list[dict[str, Any]]:
    """The results that were told in this step."""
    return _custom(done, "decision")


def asked(done: Step) -> str:
    """The question that stands at the end."""
    found = _custom(done, "asked")
    return found[-1] if found else "nothing"


def _custom(done: Step, key: str) -> list[Any]:
    said = (message for reply in done.replies for message in reply["messages"])
    return [message["custom"][key] for message in said if key in (message.get("custom") or {})]


def _children(carer: Carer) -> list[Facts]:
    story = carer.conversation.story or {}
    family = story.get("family", {})
    return [_answers({**family, **child["facts"]}) for child in story.get("children", [])]


def _answers(facts: Facts) -> Facts:
    return {name: each["answer"] for name, each in facts.items()}


def _plain(value: Any) -> Any:
    """One answer may stand alone or as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _has(now: Facts, wanted: Facts) -> bool:
    return all(_plain(now.get(name)) == _plain(answer) for name, answer in wanted.items())


def _asks(carer: Carer, wanted: str, done: Step, where: str) -> None:
    assert asked(done) == wanted, f"asked {asked(done)}, not {wanted}; {where}"


def _facts(carer: Carer, wanted: Facts, done: Step, where: str) -> None:
    assert _has(_children(carer)[0], wanted), where


def _of_children(carer: Carer, wanted: list[Facts], done: Step, where: str) -> None:
    now = _children(carer)
    assert len(now) == len(wanted) and all(map(_has, now, wanted)), where


def _no_facts(carer: Carer, wanted: list[str], done: Step, where: str) -> None:
    assert not [name for name in wanted for child in _children(carer) if name in child], where


def _decides(carer: Carer, wanted: dict[str, Any], done: Step, where: str) -> None:
    told = decided(done)
    assert told, f"no result was told; {where}"
    first = told[0]["arrangements"][0]
    assert first["key"] == wanted["arrangement"], f"{first}; {where}"
    assert first["likelihood"] == wanted.get("likelihood", first["likelihood"]), f"{first}; {where}"
    assert set(wanted.get("flags", ())) <= set(told[0]["flags"]), f"{told[0]}; {where}"


def _decides_each(carer: Carer, wanted: list[str], done: Step, where: str) -> None:
    each = {child: told["arrangements"][0]["key"] for told in decided(done) for child in told["children"]}
    assert [each.get(index) for index in range(len(wanted))] == wanted, f"{each}; {where}"


def _offers(carer: Carer, wanted: str | dict[str, str], done: Step, where: str) -> None:
    wanted = wanted if isinstance(wanted, dict) else {"topic": wanted}
    offered = _custom(done, "offer")
    assert any(all(each[key] == value for key, value in wanted.items()) for each in offered), f"{offered}; {where}"


def _handover(carer: Carer, wanted: str, done: Step, where: str) -> None:
    reasons = list(Handover.objects.filter(conversation=carer.conversation).values_list("reason", flat=True))
    assert wanted in reasons, f"{reasons}; {where}"


def _concern(carer: Carer, wanted: str, done: Step, where: str) -> None:
    heard = Danger.objects.filter(conversation=carer.conversation, last_seq__gt=done.after_seq)
    assert list(heard.values_list("kind", flat=True)) == [wanted], where
    assert any(each.kind == "danger" for each in done.said) and not done.offered, f"no menus in danger; {where}"


def _choices(carer: Carer, wanted: Iterable[str], done: Step, where: str) -> None:
    missing = [each for each in wanted if not any(same(each, offered) for offered in done.offered)]
    assert not missing, f"{missing} not in {done.offered}; {where}"


def _mentions(carer: Carer, wanted: list[Any], done: Step, where: str) -> None:
    missing = [each for each in wanted if str(each).lower() not in done.shown.lower()]
    assert not missing, f"{missing} not said; {where}"


def _never(carer: Carer, wanted: list[Any], done: Step, where: str) -> None:
    """Neither on the phone nor behind MORE."""
    said = "\n".join([done.shown, *(each.body for each in done.said)]).lower()
    assert not [each for each in wanted if str(each).lower() in said], where


def _story(carer: Carer, wanted: str, done: Step, where: str) -> None:
    assert wanted == "empty" and not any(_children(carer)), where


_CHECKS = {
    "asks": _asks,
    "facts": _facts,
    "children": _of_children,
    "no_facts": _no_facts,
    "decides": _decides,
    "decides_each": _decides_each,
    "offers": _offers,
    "handover": _handover,
    "concern": _concern,
    "choices": _choices,
    "mentions": _mentions,
    "never": _never,
    "story": _story,
}
