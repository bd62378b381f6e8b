"""Two look-ups that Rasa 3.6 makes anew each time, remembered: the schema of an action's reply, and the class of a stored event.

What is refused is refused by Rasa's own code, in its own words. KINSHIP_RASA_SHORTCUTS=off leaves Rasa as it is. docs/decisions/0026
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import rasa
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

logger = logging.getLogger(__name__)

SWITCH = "KINSHIP_RASA_SHORTCUTS"
VERSION = "3.6.21"  # of Rasa, which they were written for and are tested with


def wanted() -> bool:
    """On, unless switched off."""
    return os.environ.get(SWITCH, "").strip().lower() not in ("off", "0", "no")


def take() -> None:
    """From now on, in this process. Another version of Rasa than the one they were tested with is left as it is."""
    if not wanted():
        return
    if rasa.__version__ != VERSION:
        logger.warning(
            "The shortcuts were written for Rasa %s; this is %s, and left as it is.", VERSION, rasa.__version__
        )
        return
    RemoteAction._validate_action_result = checked_once(RASAS_CHECK)
    Event.resolve_by_type = staticmethod(remembered(RASAS_CLASSES))


def checked_once(rasas_check: Callable[[RemoteAction, Any], bool]) -> Callable[[RemoteAction, Any], bool]:
    """The check of an action's reply, without checking the schema itself each time. What fails goes to Rasa's own check, which says why."""

    def check(action: RemoteAction, reply: Any) -> bool:
        return _validator(type(action)).is_valid(reply) or rasas_check(action, reply)

    return check


@lru_cache(maxsize=8)
def _validator(kind: type[RemoteAction]) -> Any:
    schema = kind.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)  # the 13 ms, once
    return validator(schema)


def remembered(rasas_classes: Callable[..., type[Event] | None]) -> Callable[..., type[Event] | None]:
    """The class of an event by its name. Rasa walks through all classes for each stored event; each name is asked of it once."""
    known: dict[str, type[Event]] = {}

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        found = known.get(type_name)
        if found is None:
            found = rasas_classes(type_name, default)
            if found is not None and found.type_name == type_name:  # never the caller's own default
                known[type_name] = found
        return found

    return resolve_by_type


RASAS_CHECK, RASAS_CLASSES = RemoteAction._validate_action_result, Event.resolve_by_type
