"""The intent of a message, inside Rasa. Thin: the model is in intent_model, the reading in intent_reader."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.understanding.intent_model import IntentModel
from assistant.understanding.intent_reader import read
from assistant.understanding.sentence_encoder import SentenceEncoder

LISTED = 10  # intents shown in the ranking


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KinshipIntentClassifier(GraphComponent, IntentClassifier):
    """Trains and asks the intent model; gives `nlu_fallback` itself when it is not sure enough."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None) -> None:
        self._storage, self._resource, self._model = model_storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KinshipIntentClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KinshipIntentClassifier:
        """Read the trained model. A missing one is an error: an untrained classifier must not answer people."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, IntentModel.load(folder, SentenceEncoder.load()))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        self._model = IntentModel.train(
            [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples], SentenceEncoder.load()
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is None:
                raise RuntimeError("the intent model was neither trained nor loaded")
            asked = (message.get("metadata") or {}).get("asked")
            reading = read(str(message.get(TEXT) or ""), self._model, message.get(ENTITIES) or [], asked)
            ranking = [{"name": name, "confidence": share} for name, share in reading.ranking[:LISTED]]
            message.set(INTENT, {"name": reading.intent, "confidence": reading.confidence}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("also", list(reading.also), add_to_output=True)
            message.set("maybe", list(reading.maybe), add_to_output=True)
        return messages
