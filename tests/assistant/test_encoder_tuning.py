"""What the encoder was taught: small changes, of our own examples only, and not the ones that the heads above it are tried on."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file

from assistant.understanding.danger_examples import examples
from assistant.understanding.danger_meaning import DangerMeaning
from assistant.understanding.encoder_fit import PIECES, WIDTHS, batches
from assistant.understanding.encoder_lessons import UNKNOWN, as_read, kept_apart, lessons
from assistant.understanding.encoder_tuning import TUNING, keep, taught
from assistant.understanding.sentence_encoder import SentenceEncoder
from assistant.understanding.sentence_encoder_weights import EncoderMissing, checked_weights
from assistant.understanding.spelling import repaired
from benchmarks.danger import HELD, of_pair
from benchmarks.reading.labelled import held_back

MOST = 8_000_000  # bytes


@pytest.fixture(scope="module")
def weights():
    return load_file(checked_weights() / "model.safetensors")


@pytest.fixture(scope="module")
def told():
    return lessons()


def test_the_changes_are_small_and_only_in_the_last_layers(weights):
    changed = taught(weights)
    assert TUNING.stat().st_size < MOST
    moved = {name for name in weights if not np.array_equal(weights[name], changed[name])}
    assert moved and all(name.endswith(".weight") and "LayerNorm" not in name for name in moved)
    assert {int(name.split(".")[2]) for name in moved} == {2, 3, 4, 5}
    apart = [np.linalg.norm(changed[name] - weights[name]) / np.linalg.norm(weights[name]) for name in moved]
    assert max(apart) < 1, "a change is smaller than what it changes"


def test_a_file_that_was_not_made_here_is_refused(weights, tmp_path):
    kept = tmp_path / "kept.npz"
    name = "encoder.layer.5.output.dense"
    keep({name: (np.ones((1536, 2)), np.ones((2, 384)))}, kept)
    assert taught(weights, kept)[f"{name}.weight"] == pytest.approx(weights[f"{name}.weight"] + 2, abs=1e-3)
    kept.write_bytes(kept.read_bytes() + b" ")
    with pytest.raises(EncoderMissing, match="not the file that was made"):
        taught(weights, kept)


def test_its_lessons_are_our_examples_and_none_of_the_messages_kept_apart(told):
    shown, names = told
    assert len(names.kinds) == 14 and len(names.intents) == 40
    assert sum(each.danger == 1 for each in shown) > 8000 and sum(each.intent != UNKNOWN for each in shown) > 8000
    taught_texts = {each.text.lower() for each in shown if len(each.text.split()) > 4}
    of_danger = [message for names in HELD[-2:] for message in of_pair(*names)]
    ordinary = [each.text for each in of_danger if each.sort == "ordinary"]
    apart = [each.text for each in of_danger if each.sort != "ordinary"] + [each.text for each in held_back("c")]
    assert sum(form(text).lower() in taught_texts for text in apart for form in (as_read, repaired)) == 0
    # What everybody asks ("what is the difference between …") two people write who never met.
    assert sum(as_read(text).lower() in taught_texts for text in ordinary) <= len(ordinary) / 100


def test_one_source_in_eight_is_never_shown(told):
    known = examples()
    apart = {as_read(each.text) for each in known if kept_apart(each.source)}
    others = {as_read(each.text) for each in known if not kept_apart(each.source)}
    assert 0.09 < len(apart) / (len(apart) + len(others)) < 0.16
    known_of_both = {each.text for each in told[0] if each.text in apart}
    assert len(known_of_both) < 0.01 * len(apart), "hardly any stands in two sources"


def test_every_lesson_is_read_in_a_round_and_no_step_is_wide():
    pieces = [[0] * (1 + number % 90) for number in range(3000)]
    plan = batches(pieces, range(3000), 1)
    assert {number for _, numbers in plan for number in numbers} == set(range(3000))
    assert all(width in WIDTHS and width * len(numbers) <= PIECES for width, numbers in plan)
    assert plan == batches(pieces, range(3000), 1) != batches(pieces, range(3000), 2)


@pytest.mark.parametrize(
    ("danger", "harmless"),
    [
        ("he threw her against the wall again last night", "she threw her bag against the wall and laughed"),
        ("i cant go on, i just want it all to end", "i cant go on holiday till the form ends up with them"),
        ("he came at me with a knife in the kitchen", "he cut his cake with a knife in the kitchen"),
    ],
)
def test_as_taught_danger_is_told_from_harmless_words_like_it(danger, harmless):
    encoder = SentenceEncoder.load(tuned=True)
    assert encoder.name != SentenceEncoder.load().name, "heads of one never read the other"
    one, two = DangerMeaning.load(encoder).scores([danger, harmless])
    assert one > 2 and two < 1
