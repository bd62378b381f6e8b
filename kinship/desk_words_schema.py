"""The words the desk looks for in desk.yml; checked as the words of the chat are (hub_words_schema), but for another reader."""

from __future__ import annotations

from typing import Any

from kinship.desk_tools_schema import TOOLS, TOOLS_BY_CODE
from kinship.hub_words_schema import LINES, PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


DESK: dict[str, Any] = {
    "page": _plain("skip problem error sign_out"),
    "busy": _plain("title what sent again look queue"),
    "login": _plain(
        "title what name password send wrong too_many not_from_here single_sign_on or not_known sign_on_down sign_on_failed"
    ),
    "factor": _plain("title issuer what code send passkey wrong too_many lost again passkey_name"),
    "factor_setup": {
        **dict.fromkeys(("since", "used"), "day"),
        **_plain("title why have app remove sign_in_again app_title app_how replaces picture key code confirm wrong"),
        **_plain(
            "too_many passkey_title passkey_how passkey_call passkey_add no_passkey codes_title codes_how codes_new"
        ),
    },
    "recovery": _plain("title what kept"),
    "welcome": {
        "name": "name",
        **_plain("title what password again send not_the_same password_too_short password_too_common"),
        **_plain("password_too_similar too_long"),
    },
    "password": _plain("title what now new again send wrong too_many done to_factor signs_on"),
    "review": _plain("title what"),
    "open": {
        "since": "time",
        "told": "number",
        "owned_by": "name",
        **_plain("title none own deleted end_title outcome choose end end_hint no_outcome gone"),
    },
    "urgency": _plain("emergency soon"),
    "net": _plain("door assistant"),
    "outcomes": _plain("called_999 referred already_known spoke_to_them could_not_reach false_alarm"),
    "screens": _plain("title what none near_miss no_words marks"),
    "marks": _plain("right false_alarm"),
    "propose": _plain("title what kind urgency words words_hint why send thanks incomplete"),
    # The frame, the queue and the conversation.
    "frame": {
        "signed_in": "name",
        **_plain(
            "navigation queue callbacks search texts holds numbers canned scripts audit safeguarding say evidence"
        ),
        **_plain("available away be_away be_available offer_editing"),
        "texts_new": "count",
    },
    "queue": {
        "urgent": "count title",
        "waited": "time",
        "aged": "priority",
        "with": "name time",
        "lost": "name",
        "written": "time",
        **_plain("not_arrived opted_out yours_not_arrived yours_hint"),
        **_plain("title take_next waiting nobody mine none_mine others none_others front by_person danger"),
        **_plain("you carer_last adviser_last take again each_minute not_each_minute"),
    },
    "conversation": {
        "title": "ref",
        "state": "ref state",
        "closed_on": "time outcome",
        "call": "day",
        "danger": "kind urgency seq time",
        "waited": "time",
        "message": "seq",
        "arrived": "count",
        **dict.fromkeys(("with", "lost", "viewer", "typing"), "name"),
        **_plain("go_to with_you dangers to_dangers summary no_summary messages no_messages chosen offered new"),
        "ends": "channel digits",
        "no_number": "channel",
        "read_as": "label",
        "not_arrived": "seq",
        **_plain("first_new to_queue more_waits"),
    },
    "reply": {
        "kept": "time",
        "held": "name",
        **_plain("title label takes hint send keep closed read_only not_sent window_over"),
    },
    "composer_text": {
        "several": "texts segments",
        "one_in_parts": "segments",
        "several_whatsapp": "texts",
        "lost": "letters",
        "shortened": "link",
        "shorteners": LINES,
        **_plain("empty one empty_whatsapp one_whatsapp long"),
    },
    "phone_told": {
        "fenced": PLAIN,
        **dict.fromkeys(("opted_out", "asks_who", "wrong_number", "someone_else", "suspect", "parted", "loop"), "time"),
    },
    "cannot_answer": _plain("opted_out suspect not_a_mobile no_such_number not_in_uk"),
    "text_came": _plain("picture voice video document location contact sticker other nothing"),
    "text_read": _plain(
        "stop start opted_out double_tap loop auto_reply asks_who wrong_number someone_else fenced emoji emoji_worrying"
        " emoji_urgent missed more again back check help adviser callback"
    ),
    "notes": {"by": "name time", "at": "seq", **_plain("title who none label save")},
    "change": {
        "take_over_hint": "name",
        "outside": "team",
        **_plain("title take take_over open_again open_again_hint priority_title priority why choose set"),
        **_plain("transfer_title to teams people consent consent_hint pass return_title return_hint return"),
        **_plain("hand_back_title hand_back_hint hand_back close_title close_hint outcome close"),
        **_plain("recorded recorded_hint"),
    },
    "done": {
        **_plain("taken sent kept noted inserted priority taken_over opened nobody"),
        **dict.fromkeys(("transferred", "returned", "handed_back", "closed"), "ref"),
    },
    "refused": {
        "held_by": "name",
        "too_long": "most",
        **_plain("stale closed too_old yours not_held at_once needs_consent not_there in_danger"),
        **_plain("no_words no_note no_priority no_transfer no_reason no_outcome not_recorded"),
    },
    "may_not_hold": _plain("not_in_team hands_full"),
    "stays_open": _plain("danger call"),
    "states": _plain("assistant waiting with_adviser callback closed"),
    "priorities": _plain("0 1 2 3"),
    "priority_reasons": _plain("more_urgent less_urgent safe_now set_wrongly"),
    "wanted": _plain(
        "asked_for_person uncertain_result not_understood no_answer_in_offer tell_concern adviser_joined came_back"
        " returned transferred adviser_lost emoji other"
    ),
    "channels": _plain("web sms whatsapp terminal"),
    "delivery": _plain("queued held unknown sent delivered read dropped failed"),
    "delivery_reasons": _plain(
        "opted_out not_a_mobile no_such_number not_in_uk blocked unreachable too_long too_many provider_down not_allowed"
        " bad_template not_set_up window_closed suspect erased not_known too_old no_words other_fault"
    ),
    "close_outcomes": _plain("answered referred called no_reply not_for_us"),
    "close_reasons": _plain("by_adviser opted_out wrong_number someone_else silent_for_long other"),
    "passing_reasons": _plain("knows_more end_of_shift carer_asked wrong_place cannot_go_on"),
    "authors": _plain("contact assistant adviser system"),
    "spans": {"moment": PLAIN, **dict.fromkeys(("minute", "minutes", "hour", "hours", "day", "days"), "count")},
    "live": {"viewing": "name", "typing": "name", **_plain("arrived kept slower sound")},
    "scripts": _plain("title"),
    **TOOLS,
}

# Parts whose names are codes that the program looks up, each by a list of its own; tests compare the lists.
BY_CODE = (
    *("urgency", "net", "outcomes", "marks", "frame", "refused"),
    *("done", "may_not_hold", "stays_open", "states", "priorities", "priority_reasons", "wanted", "channels"),
    *("composer_text", "phone_told", "cannot_answer", "text_came", "text_read", "stray_reasons"),
    *("delivery", "delivery_reasons", "close_outcomes", "close_reasons", "passing_reasons", "authors", "spans"),
    *TOOLS_BY_CODE,
)
