"""Rasa's hand for `data/local_offer`."""

from actions.turn import Turn


class LocalOffer(Turn):
    def name(self) -> str:
        return "action_local_offer"
