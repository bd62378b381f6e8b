"""The words that offer_desk.yml must hold: the pages at which the offer is edited. Checked as the other words of the desk are."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PLAIN

ENTRY_FIELDS = (
    "id need title status state arrangements only_if what who how provides coordinates decides if_no cost come_back figures owner"
    " checked_on review_by hard_limit contact.council contact.helpline contact.name contact.phone contact.hours contact.text"
    " contact.email contact.web contact.post source.title source.href contact.from other"
)
TEAM_FIELDS = (
    "name phone text hours open email web post what who duty usual_wait who_can_ask eligibility role answers_for centres"
    " adviser_hours outside_hours"
)
ALSO_SAID = "front_door out_of_hours kinship_team complaints crisis_fund housing homeless_tonight"


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


OFFER_DESK: dict[str, Any] = {
    "page": {
        "change_of": "title topic",
        "by": "name day",
        "by_program": "day",
        "goes_live": "day",
        **dict.fromkeys(("checked", "past_review"), "day review"),
        "past_limit": "day",
        "owner": "owner",
        "open_count": "count",
        "team": "phone hours",
        **_plain("title what find topic all_topics search nothing waiting dated begun none_open paused new new_title"),
        **_plain("new_topic new_send no_title sheet to_list teams"),
    },
    "folder": _plain("own missing read_only"),
    "entry": {
        "needs": "parts",
        **_plain("change go_on as_told not_live open history no_history take_out take_out_hint why"),
    },
    "change": {
        "title": "title",
        "typed": "count",
        "open_other": "name",
        "approve_later_hint": "day",
        "text": "letters parts",
        **_plain(
            "new takes_out states edit form save send checked_today checked_today_hint why why_hint live_on live_on_hint"
        ),
        **_plain(
            "last_day last_day_hint differs field now then before same empty faults no_faults faults_hint typed_none plain_hint"
        ),
        **_plain(
            "missing meanwhile meanwhile_hint base bring_in others others_hint approve_title approve approve_now_hint"
        ),
        **_plain(
            "send_back send_back_hint own drop undo undo_why again preview no_preview chat chat_more texts text_more"
        ),
        **_plain("paper steps"),
    },
    "states": _plain("draft waiting approved live replaced ended dropped"),
    "state_lines": {
        "live": "time writer approver",
        "approved": "approver day",
        "approved_now": "approver",
        **dict.fromkeys(("waiting", "draft"), "writer"),
    },
    "steps": {
        **dict.fromkeys(("begun", "saved", "sent", "sent_back", "approved", "dropped", "kept_apart"), "time name"),
        **dict.fromkeys(("live", "merged", "held_up", "replaced", "ended"), "time"),
        "nobody": PLAIN,
    },
    "done": _plain(
        "begun saved kept_apart sent approved_live approved_later approved_waits held_up sent_back brought_in dropped undone accepted"
    ),
    "refused": _plain("not_ready no_reason own not_now gone too_long"),
    "fields": _plain(f"{ENTRY_FIELDS} last_day contact source"),
    "helps": _plain(ENTRY_FIELDS),
    "team_fields": _plain(f"{TEAM_FIELDS} id other"),
    "team_helps": _plain(TEAM_FIELDS),
    "used": {
        "count": "entries topics",
        "as_in": "title",
        "also": _plain(ALSO_SAID),
        **_plain("title which copied in_danger danger_texts none"),
    },
    "options": {"team": "name", "helpline": "name", **_plain("written_here all live paused choose")},
    "sheet": {
        "found": "count",
        "cell": "sheet row column fault mend",
        "row": "title sheet row",
        "why": "name",
        "about_1": "council day",
        **_plain("title what get bring file send no_file too_large not_read same wrong new accept accepted accept_all"),
        **_plain("earlier about_2 about_3 about_4"),
    },
}
