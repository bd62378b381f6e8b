"""Pieces of the offer near a message in meaning: only where no intent covers it, and silent without the encoder."""

from datetime import date

import numpy as np
import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.understanding import offer_meaning
from assistant.understanding.offer_meaning import NearPieces, OfferMeaning
from assistant.understanding.sentence_encoder import SentenceEncoder
from kinship.local_offer import shelf

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def pieces():
    encoder = SentenceEncoder.load()
    assert encoder, "the sentence encoder is part of what `make test` builds"
    return NearPieces(encoder)


def message(text, intent="nlu_fallback"):
    metadata = {"council": "exampleshire", "as_of": TODAY.isoformat()}
    return Message(data={TEXT: text, INTENT: {"name": intent, "confidence": 0.3}, "metadata": metadata})


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("she wakes screaming every night since it happened and we dont know who treats that", "therapeutic_support"),
        ("who signs so he can go on the residential with his class", "decisions_about_the_child"),
        ("we are five in a two bed flat", "accommodation"),
    ],
)
def test_what_is_meant_comes_near(pieces, text, topic):
    near = pieces.near(text, shelf("exampleshire"), TODAY)
    assert topic in {key.partition("/")[0] for key, _ in near[:8]}
    assert [likeness for _, likeness in near] == sorted((likeness for _, likeness in near), reverse=True)


def test_only_what_no_intent_covers_is_compared(pieces):
    component = OfferMeaning(pieces)
    told, asked = component.process(
        [message("we are five in a two bed flat"), message("money", "ask_financial_support")]
    )
    assert told.get("near") and asked.get("near") is None


def test_without_the_encoder_nothing_is_said_to_be_near():
    assert OfferMeaning().process([message("we are five in a two bed flat")])[0].get("near") is None


@pytest.mark.parametrize("text", ["", "   ", "\U0001f642", "?!"])
def test_without_words_nothing_is_compared(pieces, text):
    assert OfferMeaning(pieces).process([message(text)])[0].get("near") is None


def test_an_edited_piece_is_read_anew(pieces):
    first = pieces._of({"a": "Money for a bed"})["Money for a bed"]
    assert (pieces._of({"a": "Money for a bed"})["Money for a bed"] == first).all()
    assert "Money for a cot" in pieces._of({"a": "Money for a cot"})


class Counting:
    """An encoder that says how often it was asked."""

    def __init__(self):
        self.asked = 0

    def encode(self, texts):
        self.asked += len(texts)
        return np.ones((len(texts), 2))


def test_the_pieces_of_two_councils_are_each_read_once():
    """Carers of two councils of one deployment ask by turns."""
    encoder = Counting()
    pieces = NearPieces(encoder)
    for _ in range(3):
        for council in ({"a": "Money for a bed"}, {"a": "Tea and Talk", "b": "Money for a cot"}):
            pieces._of(council)
    assert encoder.asked == 3


def test_the_offer_is_read_while_rasa_starts(monkeypatch):
    """And a component whose offer cannot be read is there all the same."""
    encoder = SentenceEncoder.load()
    read = OfferMeaning.create({}, None, None, None)
    assert len(read._pieces._rows) > 20

    def broken(*_):
        raise OSError("no offer")

    monkeypatch.setattr(offer_meaning, "shelf", broken)
    assert OfferMeaning.create({}, None, None, None)._pieces._encoder is encoder
