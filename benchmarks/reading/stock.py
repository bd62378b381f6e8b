"""Rasa's own pipeline, taught by the same examples, beside ours: wrong topics and facts for each number of examples."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.understanding.intent_model import Encoder, IntentModel
from benchmarks.beside import stock_project, stock_rasa, understood
from benchmarks.reading.labelled import Labelled


def report(messages: Sequence[Labelled], taught: Mapping[int, stock_project.Taught], encoder: Encoder | None) -> None:
    """Each measure of both, as the share that is wrong, and the seconds to train. Training past its bounds is stopped, and said."""
    print("\n== Beside Rasa's stock pipeline: what is wrong")
    if not stock_rasa.there():
        print(f"  not here, skipped; to make it: {stock_rasa.MAKE}")
        return
    for count, examples in taught.items():
        started = time.perf_counter()
        IntentModel.train(list(examples[0]), list(examples[1]), encoder)
        took = time.perf_counter() - started
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            stock_project.write(folder, examples)
            try:
                stock = stock_rasa.train(
                    folder, stock_rasa.PYTHON, "config.yml", "stock", stock_rasa.stock_environment()
                )
            except stock_rasa.NotDone as stopped:
                print(f"  {count:3} examples an intent: {stopped}")
                continue
            told = understood.errors(messages, examples, encoder, stock.model)
        print(
            f"  {count:3} examples an intent: trained in {took:.0f} s, stock in {stock.seconds:.0f} s ({stock.most_memory:.0f} MB)"
        )
        show(told)


def show(told: Mapping[str, understood.Errors]) -> None:
    for name, wrong in told["ours"].items():
        theirs = told["stock"][name]
        print(f"    {name:26} ours {wrong:6.1%} wrong   stock {theirs:6.1%} wrong")
