"""The words Twilio acts on by itself. Only a whole message of one word counts. Source: Twilio, advanced-opt-out."""

from __future__ import annotations

STOP, START, HELP = "STOP", "START", "HELP"
DEFAULT = {
    STOP: {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"},
    START: {"START", "YES", "UNSTOP"},
    HELP: {"HELP", "INFO"},
}
ADVANCED = {STOP: {"STOP"}, START: {"START"}, HELP: {"HELP"}}  # what is left when all that can be removed is
REPLIES = {
    STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    START: "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe.",
    HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def heard(body: str, mode: str) -> str:
    """STOP, START, HELP or "". `mode`: default, advanced or off."""
    words = {"default": DEFAULT, "advanced": ADVANCED}.get(mode, {})
    said = body.strip().upper()
    return next((kind for kind, known in words.items() if said in known), "")
