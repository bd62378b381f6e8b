"""Last in the pipeline: where there is a concern, no other reading of the message stands."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.danger_screen import CONCERN

INTENT_OF_DANGER = "tell_concern"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ConcernLast(GraphComponent):
    """Forces the intent `tell_concern`, wholly sure, when the screen or the net heard danger."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConcernLast:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(CONCERN):
                danger = {"name": INTENT_OF_DANGER, "confidence": 1.0}
                others = [
                    guess for guess in message.get("intent_ranking") or [] if guess.get("name") != INTENT_OF_DANGER
                ]
                message.set(INTENT, danger, add_to_output=True)
                message.set("intent_ranking", [danger, *others], add_to_output=True)
        return messages
