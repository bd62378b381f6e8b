"""The facts of a message as Rasa entities. Thin: the reading is in facts.extract, which needs no Rasa."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.understanding.danger_screen import A_MESSAGE
from assistant.understanding.facts import extract


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Adds an entity for every fact found; metadata `as_of` dates "three weeks ago", `asked` reads a bare answer."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """With its lists read: that takes more than a second, which the first carer after a start should not wait for."""
        extract(A_MESSAGE, date.min)
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            told = message.get("metadata") or {}
            found = extract(str(message.get(TEXT) or ""), _day(told.get("as_of")), told.get("asked"))
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *found], add_to_output=True)
        return messages


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return date.today()
