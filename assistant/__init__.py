"""What we add to Rasa: the hub's channel and the reading of messages."""
