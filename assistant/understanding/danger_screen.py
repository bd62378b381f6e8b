"""First in the pipeline: the danger screen reads every message before anything else does."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import kinship.safety
from kinship.safety import Concern

CONCERN = "concern"
A_MESSAGE = "my daughter's boy came to live with us"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class DangerScreen(GraphComponent):
    """Sets `concern` on the message: {kind, urgency, matched}, with `told` where a young person writes and
    `sure` where the kind is not; or None."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerScreen:
        """With its phrases and weights read: that takes a second, which the first carer after a start should not wait for."""
        kinship.safety.screen(A_MESSAGE)
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Screen each message, with what the person wrote just before if the caller sent it as metadata `recent`."""
        for message in messages:
            found = kinship.safety.screen(str(message.get(TEXT) or ""), recent_of(message))
            message.set(CONCERN, _as_dict(found), add_to_output=True)
        return messages


def recent_of(message: Message) -> list[str]:
    """What the person wrote just before, if the caller sent it."""
    recent = (message.get("metadata") or {}).get("recent")
    return [str(text) for text in recent] if isinstance(recent, list) else []


def _as_dict(found: Concern | None) -> dict[str, Any] | None:
    return {name: value for name, value in found._asdict().items() if value not in (None, True)} if found else None
