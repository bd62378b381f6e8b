"""Rasa's hand for `data/arrangement`."""

from actions.turn import Turn


class Arrangement(Turn):
    def name(self) -> str:
        return "action_arrangement"
