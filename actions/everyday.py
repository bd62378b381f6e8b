"""Rasa's hand for `data/everyday`."""

from actions.turn import Turn


class Everyday(Turn):
    def name(self) -> str:
        return "action_everyday"
