"""Twilio's error codes, with their HTTP status and what they mean. Source: twilio.com/docs/api/errors."""

from __future__ import annotations

from typing import Any

MEANING: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20422: (422, "Invalid Parameter"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    14107: (400, "SMS send rate limit exceeded"),
    21211: (400, "Invalid 'To' Phone Number"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"),
    21602: (400, "Message body is required"),
    21603: (400, "A 'From' phone number is required"),
    21604: (400, "A 'To' phone number is required"),
    21606: (
        400,
        "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination",
    ),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21612: (400, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21655: (400, "The ContentSid is Invalid"),
    21656: (400, "The Content Variables Parameter is Invalid"),
    30001: (400, "Queue overflow"),
    30003: (400, "Unreachable destination handset"),
    30004: (400, "Message blocked"),
    30005: (400, "Unknown destination handset"),
    30006: (400, "Landline or unreachable carrier"),
    30007: (400, "Message filtered"),
    30008: (400, "Unknown error"),
    63003: (400, "Channel could not find To address"),
    63005: (400, "Channel did not accept given content"),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    63013: (400, "Channel policy violation"),
    63015: (400, "Channel Sandbox can only send messages to phone numbers that have joined the Sandbox"),
    63016: (400, "Failed to send freeform message because you are outside the allowed window"),
    63018: (429, "Rate limit exceeded for Channel"),
    63024: (400, "Invalid message recipient"),
    63032: (400, "User's number is part of an experiment"),
    63033: (400, "Recipient is blocked to receive message"),
    63038: (429, "Account exceeded the daily messages limit"),
}


class Refused(Exception):
    """Twilio says no."""

    def __init__(self, code: int, status: int, message: str):
        super().__init__(message)
        self.code, self.status, self.message = code, status, message

    def shown(self) -> dict[str, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def refused(code: int) -> Refused:
    status, message = MEANING.get(code, (400, "An error chosen in the simulator"))
    return Refused(code, status, message)
