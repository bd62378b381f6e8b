"""The second net for danger: learned, so that it hears what no phrase of the first was written for."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.danger_examples import all_examples
from assistant.understanding.danger_model import DangerModel
from assistant.understanding.danger_screen import CONCERN, recent_of
from assistant.understanding.danger_threshold import train

UNSURE = "danger_unsure"  # danger without a kind: met with the careful words, since the wrong ones could hurt


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class DangerNet(GraphComponent):
    """Where the screen heard nothing and the net is sure: `concern` as the screen would set it, or `danger_unsure`.

    It never touches a concern that is there: neither net lowers the other.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: DangerModel | None = None) -> None:
        self._storage, self._resource, self._model = model_storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerNet:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerNet:
        """Read the trained net. A missing one is an error: nobody should believe in a net that is not there."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, DangerModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        lines = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        self._model = train(all_examples(lines))
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(CONCERN):
                continue
            if self._model is None:
                raise RuntimeError("the danger net was neither trained nor loaded")
            raised = self._model.heard(str(message.get(TEXT) or ""), recent_of(message))
            if raised is None:
                continue
            if raised.kind is None:
                message.set(UNSURE, True, add_to_output=True)
            else:
                concern = {"kind": raised.kind, "urgency": raised.urgency, "matched": raised.matched}
                message.set(CONCERN, concern, add_to_output=True)
        return messages
