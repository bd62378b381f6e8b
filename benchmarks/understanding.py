"""How well messages are understood: `make benchmark-understanding`.

On the messages kept apart (tests/assistant/held_back) and, where they are, on ../shared/understanding_dev.jsonl: topics, persons, facts
and what is out of scope; with misspelt and text-speak copies, with fewer examples, and without the sentence encoder. `--stock` trains Rasa's
own pipeline on the same examples beside it (half an hour); `--cost` compares training and turns with those of a Rasa with no understanding.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.understanding.facts import extract  # noqa: E402
from assistant.understanding.intent_fit import examples  # noqa: E402
from assistant.understanding.intent_model import IntentModel  # noqa: E402
from assistant.understanding.intent_reader import read  # noqa: E402
from assistant.understanding.sentence_encoder import SentenceEncoder  # noqa: E402
from benchmarks.reading import cost, scores, stock  # noqa: E402
from benchmarks.reading.labelled import AS_OF, HALVES, Labelled, held_back, shared  # noqa: E402
from benchmarks.reading.noise import misspelt, texted  # noqa: E402

SEED = 11
FEWER = (10, 20, 60)  # examples an intent, for the learning curve
NOISE = {
    "as written": str,
    "10 % misspelt": partial(misspelt, share=0.1, seed=SEED),
    "20 % misspelt": partial(misspelt, share=0.2, seed=SEED),
    "40 % misspelt": partial(misspelt, share=0.4, seed=SEED),
    "text-speak": texted,
}


def at_most(count: int) -> tuple[list[str], list[str]]:
    """`count` examples of each intent, the same ones each time."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for text, intent in zip(*examples(), strict=True):
        by_intent[intent].append(text)
    chosen = random.Random(SEED)
    kept = [(text, name) for name, texts in by_intent.items() for text in chosen.sample(texts, min(count, len(texts)))]
    return [text for text, _ in kept], [intent for _, intent in kept]


def report(half: str, messages: Sequence[Labelled], model: IntentModel) -> None:
    """Every figure of one half."""
    read_as = scores.readings(messages, model)
    print(f"\n== Half {half}: {len(messages)} messages")
    for name, figure in scores.intents(messages, read_as).items():
        print(f"  {name:26} {figure:.1%}" if isinstance(figure, float) else f"  {name:26} {figure}")
    print(f"  {'caught by score alone':26} {scores.caught(messages, model):.1%} with 3 % of the rest refused")
    found = scores.facts(messages)
    print(f"  facts: precision {found.precision:.1%}, recall {found.recall:.1%} ({dict(found.count)})")
    for fact, count in sorted(found.by_fact.items()):
        print(f"    {fact:32} right {count['right']:3}  false {count['false']:2}  missed {count['missed']:2}")
    print("  topics:", ", ".join(f"{name} {told}" for name, told in scores.by_topic(messages, read_as).items()))
    print("  taken for another:", "; ".join(f"{a} -> {b} {n}" for a, b, n in scores.confusion(messages, read_as)))


def noise(messages: Sequence[Labelled], model: IntentModel) -> None:
    print("\n== Misspelt, both halves: topic first / in three, facts precision / recall")
    for name, change in NOISE.items():
        told, found = scores.intents(messages, scores.readings(messages, model, change)), scores.facts(messages, change)
        print(
            f"  {name:14} {told['topic_first']:.1%} / {told['topic_in_three']:.1%}"
            f"   {found.precision:.1%} / {found.recall:.1%}"
        )


def curve(messages: Sequence[Labelled], encoder: SentenceEncoder | None) -> None:
    print("\n== Fewer examples an intent, and without the encoder: topic first / in three, seconds to train")
    for count in FEWER:
        _line(f"{count} examples", messages, at_most(count), encoder)
    _line("no encoder", messages, examples(), None)


def _line(
    name: str,
    messages: Sequence[Labelled],
    taught: tuple[list[str], list[str]],
    encoder: SentenceEncoder | None,
) -> None:
    start = time.perf_counter()
    model = IntentModel.train(*taught, encoder)
    took = time.perf_counter() - start
    told = scores.intents(messages, scores.readings(messages, model))
    print(f"  {name:14} {told['topic_first']:.1%} / {told['topic_in_three']:.1%}   {took:.1f} s")


def speed(messages: Sequence[Labelled], model: IntentModel) -> None:
    times = []
    for message in messages:
        start = time.perf_counter()
        read(message.text, model, extract(message.text, AS_OF, message.asked), message.asked)
        times.append(1000 * (time.perf_counter() - start))
    slow = statistics.quantiles(times, n=20)[-1]
    print(f"\n== Facts and intent of a message: median {statistics.median(times):.1f} ms, 95 % under {slow:.1f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stock", action="store_true", help="train Rasa's stock pipeline beside it")
    options.add_argument(
        "--cost", action="store_true", help="time turns of a real Rasa, with and without understanding"
    )
    asked = options.parse_args()
    encoder = SentenceEncoder.load()
    start = time.perf_counter()
    model = IntentModel.train(*examples(), encoder)
    print(f"{len(examples()[0])} examples, trained in {time.perf_counter() - start:.1f} s")
    halves = {half: held_back(half) for half in HALVES}
    both = [message for half in halves.values() for message in half]
    for half, messages in halves.items():
        report(half, messages, model)
    noise(both, model)
    curve(both, encoder)
    speed(both, model)
    rows = shared()
    print("\n== Shared messages:", scores.on_shared(rows, model) if rows else "not here, skipped")
    if asked.stock:
        stock.report(both, {count: at_most(count) for count in (60, 10)}, encoder)
    if asked.cost:
        cost.report()


if __name__ == "__main__":
    main()
