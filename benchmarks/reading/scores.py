"""Figures on labelled messages: topics, persons, facts, what is out of scope."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.understanding.facts import extract
from assistant.understanding.intent_model import IntentModel
from assistant.understanding.intent_reader import FALLBACK, Reading, read
from benchmarks.reading.labelled import AS_OF, NOT_COUNTED, Labelled, matched, topics

PERSON, OUT, TELL = "ask_for_person", "out_of_scope", "tell_situation"
REFUSED = 0.03  # of what we can help with may be refused: there the share of the rest that is caught is measured
Change = Callable[[str], str]


@dataclass
class Facts:
    """Answers found rightly, found wrongly and missed, all together and by fact."""

    count: Counter[str] = field(default_factory=Counter)
    by_fact: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, message: Labelled, found: set[tuple[str, str]]) -> None:
        right = matched(message.facts, found)
        false = found - right - matched(message.may, found)
        missed = {want for want in message.facts if not matched([want], found)}
        for kind, told in (("right", right), ("false", false), ("missed", missed)):
            self.count[kind] += len(told)
            for fact, _ in told:
                self.by_fact[fact][kind] += 1

    @property
    def precision(self) -> float:
        return share(self.count["right"], self.count["right"] + self.count["false"])

    @property
    def recall(self) -> float:
        return share(self.count["right"], self.count["right"] + self.count["missed"])


def share(part: float, whole: float) -> float:
    """Part of a whole, 0 for an empty one."""
    return part / whole if whole else 0.0


def facts(messages: Iterable[Labelled], change: Change = str) -> Facts:
    """Facts found in the messages, as they are or changed (noise)."""
    out = Facts()
    for message in messages:
        found = {(each["entity"], each["value"]) for each in extract(change(message.text), AS_OF, message.asked)}
        out.add(message, {pair for pair in found if pair[0] not in NOT_COUNTED})
    return out


def readings(messages: Sequence[Labelled], model: IntentModel, change: Change = str) -> list[Reading]:
    """Each message read as Rasa reads it."""
    texts = [change(message.text) for message in messages]
    return [
        read(text, model, extract(text, AS_OF, message.asked), message.asked)
        for text, message in zip(texts, messages, strict=True)
    ]


def intents(messages: Sequence[Labelled], read_as: Sequence[Reading]) -> dict[str, float]:
    """Shares of right readings by sort of message; for topics also what is done with them."""
    named, count = topics(), Counter()
    for message, reading in zip(messages, read_as, strict=True):
        sort = _sort(message)
        ranking = [name for name, _ in reading.ranking if name != FALLBACK]
        count[sort] += 1
        count[sort, "right"] += reading.intent in message.intents
        if sort == "topic":
            asked = [name for name in ranking if name in named]
            count["first"] += asked[0] in message.intents if asked else 0
            count["third"] += bool(set(asked[:3]) & set(message.intents))
            count["asked_which"] += bool(reading.maybe)
            count["wrong"] += reading.intent in named and reading.intent not in message.intents
            count["also"] += len(message.also)
            count["also_right"] += len(set(message.also) & {*reading.also, reading.intent})
        if message.intents == (OUT,):
            count["out"] += 1
            count["out_answered"] += reading.intent in named
    out = {f"{sort}_right": share(count[sort, "right"], count[sort]) for sort in SORTS}
    return out | {
        "topic_first": share(count["first"], count["topic"]),
        "topic_in_three": share(count["third"], count["topic"]),
        "topic_asked_which": share(count["asked_which"], count["topic"]),
        "topic_answered_wrongly": share(count["wrong"], count["topic"]),
        "second_question_heard": share(count["also_right"], count["also"]),
        "out_of_scope_answered": count["out_answered"],
        "out_of_scope": count["out"],
    }


SORTS = ("topic", "person", "telling", "talk", OUT)


def _sort(message: Labelled) -> str:
    if message.asks_topic:
        return "topic"
    return {PERSON: "person", TELL: "telling", OUT: OUT}.get(message.intent, "talk")


def caught(messages: Sequence[Labelled], model: IntentModel) -> float:
    """Of what is out of scope, the share refused by score alone where REFUSED of the rest is refused too."""
    alone = [message for message in messages if message.asked is None]
    sure = np.array([weighed.sure for weighed in model.weigh([message.text for message in alone])])
    out = np.array([message.intents == (OUT,) for message in alone])
    other = np.array([OUT not in message.intents for message in alone])
    return float((sure[out] < np.quantile(sure[other], REFUSED)).mean())


def confusion(messages: Sequence[Labelled], read_as: Sequence[Reading], most: int = 12) -> list[tuple[str, str, int]]:
    """The commonest mistakes among topics: what was asked, what it was taken for, how often."""
    named = topics()
    pairs = Counter(
        (message.intent, reading.ranking[0][0])
        for message, reading in zip(messages, read_as, strict=True)
        if message.asks_topic and reading.ranking[0][0] in named - set(message.intents)
    )
    return [(asked, taken, times) for (asked, taken), times in pairs.most_common(most)]


def by_topic(messages: Sequence[Labelled], read_as: Sequence[Reading]) -> dict[str, str]:
    """Right of all, for each topic."""
    count: Counter[Any] = Counter()
    for message, reading in zip(messages, read_as, strict=True):
        if message.asks_topic:
            best = next((name for name, _ in reading.ranking if name in topics()), None)
            count[message.intent] += 1
            count[message.intent, "right"] += best in message.intents
    return {name: f"{count[name, 'right']}/{count[name]}" for name in sorted(n for n in count if isinstance(n, str))}


def on_shared(rows: Sequence[Mapping[str, Any]], model: IntentModel) -> dict[str, str]:
    """The shared messages, which name fewer facts than we read: a fact not labelled is not counted as false."""
    count: Counter[str] = Counter()
    for row in rows:
        entities = extract(row["text"], AS_OF)
        reading = read(row["text"], model, entities)
        best = [name for name, _ in reading.ranking if name in topics()]
        if row["topic"]:
            topic = row["topic"] if str(row["topic"]).startswith("ask_") else f"ask_{row['topic']}"
            kind = "question" if row["kind"] == "question" else "telling"
            count[f"{kind}_n"] += 1
            first = best[0] if best and topic in topics() else reading.ranking[0][0]
            count[f"{kind}_first"] += first == topic
            count[f"{kind}_three"] += topic in best[:3] or first == topic
        if row["kind"] in KINDS:
            count[f"{row['kind']}_n"] += 1
            count[f"{row['kind']}_right"] += reading.intent in KINDS[row["kind"]]
        for wanted, found in _coded(row, entities):
            count.update(facts=1, right=bool(found & wanted), against=bool(found) and not found & wanted)
    told = {kind: f"{count[f'{kind}_right']}/{count[f'{kind}_n']}" for kind in KINDS}
    for kind in ("question", "telling"):
        told[f"topic of {kind}s"] = f"{count[f'{kind}_first']}/{count[f'{kind}_n']}, in three {count[f'{kind}_three']}"
    return told | {"facts": f"{count['right']}/{count['facts']}, contradicted {count['against']}"}


KINDS = {
    "handoff": {PERSON},
    "out_of_scope": {OUT, FALLBACK, "other_nation"},
    "chitchat": {"greet", "thank", "goodbye", "small_talk", "ask_about_assistant"},
    "answer": {TELL, "affirm", "deny", "not_sure", "correct_answer"},
}
CODED = frozenset(
    """carer_relationship order_in_force who_arranged fostering_status social_worker_involved writer
    has_parental_responsibility""".split()
)  # ages and dates are labelled in the carer's own words there


def _coded(row: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> Iterable[tuple[set[str], set[str]]]:
    for fact, label in (row["facts"] or {}).items():
        if fact not in CODED:
            continue
        if isinstance(label, Mapping):
            label = label.get("any_of") or label.get("children_differ") or []
        wanted = {str(value) for value in (label if isinstance(label, list) else [label])}
        if wanted != {"not_sure"}:
            yield wanted, {each["value"] for each in entities if each["entity"] == fact}
