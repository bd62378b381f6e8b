"""Which pieces of the offer come near a message in meaning, where no intent does. The words of the offer are read at run time."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.danger_screen import A_MESSAGE
from assistant.understanding.intent_model import Encoder
from assistant.understanding.intent_reader import FALLBACK
from assistant.understanding.intent_text import asking_part
from assistant.understanding.sentence_encoder import SentenceEncoder
from assistant.understanding.text_repair import REPAIRED
from kinship.local_offer import Shelf, shelf
from kinship.offer_search import in_few_words, search
from kinship.story import Story

MOST = 40  # pieces told of: several of them serve other arrangements, and fall away later
DECIMALS = 3
KEPT = 10_000  # pieces whose meaning is kept
COUNCIL = "KINSHIP_COUNCIL"  # whose offer is read at the start; that of another at its first question

logger = logging.getLogger(__name__)


class NearPieces:
    """Compares messages with the pieces of a shelf. What was encoded once is kept by its words, so an edited piece is encoded anew."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, np.ndarray] = {}

    def near(self, text: str, of: Shelf, as_of: date) -> list[tuple[str, float]]:
        """Keys of pieces with their likeness, -1 to 1, best first."""
        told = {piece.key: in_few_words(of, piece) for piece in search(of, Story(), as_of, others=True)}
        rows = self._of(told)
        meant = self._encoder.encode([text, asking_part(text)])
        likeness = (np.array([rows[words] for words in told.values()]) @ meant.T).max(axis=1)
        best = np.argsort(-likeness)[:MOST]
        keys = list(told)
        return [(keys[at], round(float(likeness[at]), DECIMALS)) for at in best]

    def _of(self, told: Mapping[str, str]) -> Mapping[str, np.ndarray]:
        new: Sequence[str] = sorted({words for words in told.values() if words not in self._rows})
        if new:
            kept = self._rows
            if len(kept) > KEPT:  # the pieces of several councils stay; what was edited long ago goes
                kept = {words: kept[words] for words in told.values() if words in kept}
            self._rows = kept | dict(zip(new, self._encoder.encode(new), strict=True))
        return self._rows


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class OfferMeaning(GraphComponent):
    """Adds `near` to a message that no intent covers: pieces of the offer with their likeness. Silent without the encoder."""

    def __init__(self, pieces: NearPieces | None = None) -> None:
        self._pieces = pieces

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OfferMeaning:
        encoder = SentenceEncoder.load()
        if encoder is None:
            return cls()
        pieces = NearPieces(encoder)
        try:  # the whole offer takes two seconds to encode, which the first carer who asks should not wait for
            pieces.near(A_MESSAGE, shelf(os.environ.get(COUNCIL)), date.today())
        except (
            Exception
        ):  # an offer that cannot be read is told of where it is asked for, and keeps nobody from all else
            logger.exception("offer_meaning.not_read")
        return cls(pieces)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            intent, text = message.get(INTENT) or {}, str(message.get(REPAIRED) or message.get(TEXT) or "")
            if self._pieces is None or intent.get("name") != FALLBACK or not any(c.isalnum() for c in text):
                continue
            told = message.get("metadata") or {}
            as_of = told.get("as_of")
            day = date.fromisoformat(as_of) if as_of else date.today()
            message.set("near", self._pieces.near(text, shelf(told.get("council")), day), add_to_output=True)
        return messages
