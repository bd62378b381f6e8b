"""The message as it was meant, for the sentence encoder. Thin: the repair is in spelling.repaired, which needs no Rasa."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.spelling import repaired

LONGEST = 6000  # characters; nobody is asked to type more
REPAIRED = "repaired"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextRepair(GraphComponent):
    """Sets `repaired` on the message: its text with spelling and text-speak mended. It never leaves the assistant."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextRepair:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(REPAIRED, repaired(str(message.get(TEXT) or "")[:LONGEST]), add_to_output=False)
        return messages
