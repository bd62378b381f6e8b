"""How well Rasa's own pipeline and ours understand the same messages, taught by the same examples: each measure for both, as errors."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.understanding.facts import extract
from assistant.understanding.intent_model import Encoder, IntentModel
from assistant.understanding.intent_reader import Reading
from benchmarks.beside import stock_project
from benchmarks.beside.stock_rasa import PYTHON, stock_environment
from benchmarks.reading import scores
from benchmarks.reading.labelled import AS_OF, Labelled

PARSE = """
import asyncio, json, sys
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
async def main():
    out = []
    for text in json.load(open(sys.argv[2])):
        out.append(await agent.parse_message(text))
    json.dump(out, open(sys.argv[3], "w"), default=str)
asyncio.run(main())
"""
# Of what scores.intents tells: shares where more is better, and those where less is.
MORE = ("topic_first", "topic_in_three", "person_right", "telling_right", "talk_right", "out_of_scope_right")
LESS = ("topic_answered_wrongly",)
Errors = dict[str, float]


def errors(
    messages: Sequence[Labelled], taught: stock_project.Taught, encoder: Encoder | None, stock: Path
) -> dict[str, Errors]:
    """Of "ours" and "stock", each measure as the share that is wrong. Messages are read alone: it knows of no question before them."""
    alone = [message for message in messages if message.asked is None]
    model = IntentModel.train(list(taught[0]), list(taught[1]), encoder)
    parsed = parse(stock, [message.text for message in alone])
    ours = [{(each["entity"], each["value"]) for each in extract(message.text, AS_OF)} for message in alone]
    theirs = [{(each["entity"], each["value"]) for each in told["entities"]} for told in parsed]
    return {
        "ours": _errors(alone, scores.readings(alone, model), ours),
        "stock": _errors(alone, [_reading(told) for told in parsed], theirs),
    }


def parse(model: Path, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What the stock model makes of the texts."""
    folder = model.parent
    (folder / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    command = [str(PYTHON), "-c", PARSE, str(model), "texts.json", "parsed.json"]
    subprocess.run(command, cwd=folder, env=stock_environment(), check=True, capture_output=True)
    return json.loads((folder / "parsed.json").read_text("utf-8"))


def worse(told: Mapping[str, Errors]) -> list[str]:
    """The measures on which ours is not the better one."""
    return [name for name, wrong in told["ours"].items() if wrong >= told["stock"][name] and wrong > 0]


def _reading(told: Mapping[str, Any]) -> Reading:
    ranking = tuple((each["name"], each["confidence"]) for each in told["intent_ranking"])
    return Reading(told["intent"]["name"], told["intent"]["confidence"], ranking)


def _errors(messages: Sequence[Labelled], read_as: Sequence[Reading], found: Sequence[set[tuple[str, str]]]) -> Errors:
    told = scores.intents(messages, read_as)
    facts = scores.Facts()
    for message, here in zip(messages, found, strict=True):
        facts.add(_without_dates(message), {pair for pair in here if pair[0] not in stock_project.LEFT_OUT})
    return {
        **{name: 1 - told[name] for name in MORE},
        **{name: told[name] for name in LESS},
        "out_of_scope_answered": scores.share(told["out_of_scope_answered"], told["out_of_scope"]),
        "facts found are right": 1 - facts.precision,
        "facts there are found": 1 - facts.recall,
    }


def _without_dates(message: Labelled) -> Labelled:
    """It is not asked for dates: those count for neither."""
    kept = frozenset(pair for pair in message.facts if pair[0] not in stock_project.LEFT_OUT)
    return Labelled(message.text, message.intents, message.also, kept, message.may, message.asked, message.theme)
