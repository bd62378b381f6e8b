"""The second net for danger: it knows what the examples mean, and so hears what the door's words and weights did not."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.danger_meaning import DangerMeaning, heard
from assistant.understanding.danger_screen import CONCERN
from assistant.understanding.sentence_encoder import SentenceEncoder, encoder_state
from kinship.danger_net import net

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class DangerNet(GraphComponent):
    """Where the screen heard nothing and the net is sure of danger: `concern` as the screen would set it.

    It never touches a concern that is there: neither net lowers the other. Without the sentence encoder it hears nothing.
    """

    def __init__(self, meaning: DangerMeaning | None = None) -> None:
        self._meaning = meaning

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerNet:
        """With the shipped weights; silent where the encoder they were learnt with is not here, and the log says so."""
        encoder = SentenceEncoder.load(tuned=True)
        meaning = DangerMeaning.load(encoder) if encoder is not None else None
        if meaning is None:
            logger.warning("danger_net.silent: %s", encoder_state(tuned=True).reason or "not learnt with this encoder")
        return cls(meaning)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(CONCERN) or self._meaning is None:
                continue
            found = heard(str(message.get(TEXT) or ""), net(), self._meaning)
            if found is not None:
                reading, matched = found
                concern = {"kind": reading.kind, "urgency": reading.urgency, "matched": matched, "sure": reading.sure}
                message.set(CONCERN, concern, add_to_output=True)
        return messages
