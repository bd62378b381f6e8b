"""First in the pipeline: the danger screen reads every message before anything else does."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import kinship.safety

CONCERN = "concern"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class DangerScreen(GraphComponent):
    """Sets `concern` on the message: {kind, urgency, matched}, or None."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerScreen:
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


def _as_dict(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    return (
        asdict(found)
        if is_dataclass(found)
        else {"kind": found.kind, "urgency": found.urgency, "matched": found.matched}
    )
