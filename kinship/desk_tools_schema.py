"""The words of the desk's tools that desk.yml must hold: the offer, approved answers, calls, search, numbers, who saw what."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


TOOLS: dict[str, Any] = {
    "offer": {
        "heading": "ref",
        "count": "count",
        "more": "count",
        "too_long": "most",
        "for_others": "names",
        "for_child": "child",
        **_plain(
            "title back possible not_known words topic all_topics others search found none who how contact source"
        ),
        **_plain("checked insert gone national local maybe past_review past_limit paused all_arrangements"),
    },
    "offer_status": _plain("entitlement right_to_ask local not_available"),
    "insert": {
        "what": "title what",
        "who": "who",
        "how": "how",
        "contact": "contact",
        "phone": "phone hours",
        "source": "source day",
        "figure": "label amount tax_year",
        "too_old": "title",
        "canned": "body source",
        **_plain("your_council call_to_be_sure paused"),
    },
    "canned": {
        "until": "day",
        "approved_by": "writer name day",
        "written_by": "writer",
        **_plain("title what none in_use source expired insert not_approved proposed own_words_wait approve retire"),
        **_plain(
            "change new team name name_hint body body_hint source_url review_on send gone own_words to_talk search"
        ),
    },
    "say": {
        "topic": "topic count",
        "written": "name day",
        "shown": "name day",
        **_plain("title what heard none other danger answers no_answers said did hints release withdraw new new_hint"),
        **_plain("of_topic said_label said_hint did_label send"),
    },
    "say_done": _plain("written released withdrawn"),
    "say_refused": {"too_long": "most", **_plain("missing their_words")},
    "canned_done": _plain("written approved retired"),
    "canned_incomplete": _plain("title body source_url review_on"),
    "callbacks": {
        "count": "count overdue",
        "by": "end",
        "from_to": "begin end",
        "asked": "time",
        "with": "name",
        "try": "time name outcome",
        **_plain("title what promised none overdue nobodys yours ask_for no_name voicemail_yes voicemail_no text_yes"),
        **_plain(
            "text_no interpreter access_needs not_asked tries own own_hint outcome choose record done unreachable"
        ),
    },
    "call_windows": _plain("any_time morning afternoon"),
    "call_outcomes": _plain("spoke no_answer left_voicemail wrong_number call_later"),
    "call_done": _plain("owned tried done unreachable"),
    "call_refused": {"too_soon": "tries days tried on_days", **_plain("taken gone no_outcome")},
    "numbers": {
        "table": "team",
        "of": "count all",
        "nearly": "all",
        **_plain("title what nobody week offered answered abandoned called median ninetieth urgent calls returned few"),
        **_plain("none meaning small"),
    },
    "numbers_mean": _plain("offered answered abandoned called wait urgent calls returned team"),
    "audit": {
        "searched": "what count",
        "shown": "count",
        **_plain("title what none person any ref since until send found who when where page more no_day"),
    },
    "texts": {
        "ends": "digits",
        "danger": "kind",
        "line": "channel sender time count",
        **_plain("title what strays strays_what none not_yours loops loops_what no_loops no_number"),
    },
    "holds": {
        **dict.fromkeys(("look", "past", "must_be_kept", "wished_away"), "day"),
        "since": "day name",
        "why": "reason",
        **_plain("title what how none not_known"),
    },
    "stray_reasons": _plain("no_uk_mobile not_our_number other"),
    "audit_pages": _plain("conversation offer call rows texts holds audit other"),
    "audit_kinds": _plain("ref phone since until team state words"),
    "unclaimed": {
        **dict.fromkeys(("urgent_subject", "normal_subject"), "count"),
        **dict.fromkeys(("urgent", "normal"), "minutes"),
        "open": "address",
        "no_words": PLAIN,
    },
    "search": {
        "count": "count",
        "opened": "time",
        "words_hint": "days most",
        "not_bounded": "days",
        **_plain("title what ref phone phone_hint since until team state any words send found more stands_in nothing"),
        **_plain("no_day bad_phone"),
    },
}

# Parts whose names are codes.
TOOLS_BY_CODE = (
    "offer_status",
    "say_refused",
    "canned_done",
    "canned_incomplete",
    "call_windows",
    "call_outcomes",
    "call_done",
    "unclaimed",
    "audit_pages",
    "audit_kinds",
    "numbers_mean",
)
