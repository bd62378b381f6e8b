"""What Twilio's error numbers mean for the text (twilio.com/docs/api/errors; ../shared/reference/channels.md 1.7 and 1.11)."""

from __future__ import annotations

from hub.channels.sending import (
    BAD_TEMPLATE,
    BLOCKED,
    NO_SUCH_NUMBER,
    NOT_A_MOBILE,
    NOT_ALLOWED,
    NOT_IN_UK,
    NOT_SET_UP,
    OPTED_OUT,
    OTHER_FAULT,
    PROVIDER_DOWN,
    REFUSED,
    RETRY,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN,
    UNREACHABLE,
    WINDOW_CLOSED,
    SendResult,
)

# It will not go, however often it is tried.
REFUSALS = {
    14107: TOO_MANY,  # too much to one number: two machines are talking to each other
    21211: NO_SUCH_NUMBER,
    21408: NOT_IN_UK,
    21610: OPTED_OUT,
    21612: NO_SUCH_NUMBER,  # no way from our number to theirs
    21614: NOT_A_MOBILE,
    21617: TOO_LONG,
    21655: BAD_TEMPLATE,  # ContentSid
    21656: BAD_TEMPLATE,  # ContentVariables
    30003: UNREACHABLE,
    30004: BLOCKED,
    30005: NO_SUCH_NUMBER,
    30006: NOT_A_MOBILE,
    30007: BLOCKED,
    30036: UNREACHABLE,  # it waited longer than we let it
    63003: NO_SUCH_NUMBER,
    63013: BLOCKED,
    63024: NO_SUCH_NUMBER,
    63032: NOT_ALLOWED,
    63033: BLOCKED,
    63049: BLOCKED,
}
# It may go later, or as soon as a person has mended what is wrong with our account.
LATER = {
    20003: NOT_SET_UP,  # wrong credentials
    20404: NOT_SET_UP,  # no such account
    20429: TOO_MANY,
    21603: NOT_SET_UP,  # no number of ours given
    21606: NOT_SET_UP,  # a number that is not ours
    21609: NOT_SET_UP,  # our own address is none that Twilio can call
    21660: NOT_SET_UP,
    30001: TOO_MANY,
    30002: NOT_SET_UP,  # our account is suspended
    30029: NOT_SET_UP,
    30042: NOT_SET_UP,
    63007: NOT_SET_UP,
    63015: NOT_SET_UP,
    63018: TOO_MANY,
    63038: TOO_MANY,
}


def meaning(code: int, status: int = 400) -> SendResult:
    """`code`: Twilio's. `status`: of the answer, which decides where the code says nothing. Its kinds and codes are `sending`'s."""
    if code == 63016:
        return SendResult(WINDOW_CLOSED, error=WINDOW_CLOSED)
    if code in REFUSALS:
        return SendResult(REFUSED, error=REFUSALS[code])
    if code in LATER:
        return SendResult(RETRY, error=LATER[code])
    if status == 429:
        return SendResult(RETRY, error=TOO_MANY)
    if status in (401, 403, 404):
        return SendResult(RETRY, error=NOT_SET_UP)
    if (
        not 400 <= status < 500 or status == 408
    ):  # it broke in Twilio's hands, or in somebody's between: it may have gone
        return SendResult(UNKNOWN, error=PROVIDER_DOWN)
    return SendResult(REFUSED, error=OTHER_FAULT)
