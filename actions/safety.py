"""Rasa's hand for `data/safety`."""

from actions.turn import Turn


class Safety(Turn):
    def name(self) -> str:
        return "action_safety"
