"""Rasa's hand for `data/handover`."""

from actions.turn import Turn


class Handover(Turn):
    def name(self) -> str:
        return "action_handover"
