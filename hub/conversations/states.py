"""The states of a conversation, and who holds it in each (design section 7; docs/decisions/0009)."""

ASSISTANT = "assistant"
WAITING = "waiting"
WITH_ADVISER = "with_adviser"
CALLBACK = "callback"
CLOSED = "closed"

STATES = (ASSISTANT, WAITING, WITH_ADVISER, CALLBACK, CLOSED)
# A booked callback does not silence the assistant: nobody else is there to answer meanwhile.
HELD_BY_ASSISTANT = (ASSISTANT, CALLBACK)
