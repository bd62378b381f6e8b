"""The words that evidence.yml must hold: the pages for whoever keeps the offer true, the papers made from them, the reminders."""

from __future__ import annotations

from typing import Any

from kinship.hub_words_schema import PLAIN


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


EVIDENCE: dict[str, Any] = {
    "page": {
        "year": "begins ends",
        "so_far": "begins until",
        "no_month": "begins",
        **_plain("back print local national all none no_owner no_topic no_arrangement others kept_back kept_back_why"),
    },
    "home": {
        "coverage_what": "topics gaps old minimum",
        "ageing_what": "late soon links phones",
        "unmet_what": "count",
        **_plain("title what coverage ageing unmet unmet_few review review_what"),
    },
    "coverage": {
        "as_of": "day",
        **dict.fromkeys(("local", "england", "out_of_date", "gap", "nothing", "alike"), "count"),
        "differs": "count all",
        **_plain("title what table topic nine ours meaning means_local means_england means_out_of_date means_gap"),
        **_plain("means_nothing headings headings_what heading topics missing missing_none need for_whom for_all how"),
        **_plain(
            "minimum minimum_what minimum_none entry misses compare compare_what first second send same different"
        ),
        **_plain("no_entry"),
    },
    "parts": _plain("scope access support responsibility routes_back"),
    "fields": _plain("who arrangements how contact what provides decides coordinates come_back if_no"),
    "states": _plain("local england out_of_date gap nothing"),
    "headings": _plain(
        "general_approach financial_support health_and_wellbeing relationships education_and_training accommodation"
    ),
    "ageing": {
        "later_count": "count day",
        "table": "group count",
        "links_fine": "count day",
        "links_bad": "bad count day",
        "phones_fine": "count",
        "phones_bad": "bad count",
        **_plain("title what told_by_mail told_by_nobody past_limit past_review due_7 due_30 due_60 later no_date"),
        **_plain("all_later england only_ours nothing entry topic owner checked review reminded not_reminded council"),
        **_plain("helplines links links_what links_never link stands_in answer since phones number fault"),
    },
    "links": _plain("found moved refused gone broken no_answer reserved not_public"),
    "phones": _plain("no_number reserved somebodys"),
    "unmet": {
        "total": "count",
        "national": "count",
        "shown": "count",
        "lacks": "parts",
        **_plain("title what small years total_few nothing by_topic by_arrangement by_month topic arrangement month"),
        **_plain("questions did_not_know did_not_know_what reason times beside beside_what words no_words entries"),
        **_plain("no_entries not_told gaps shown_few never_shown"),
    },
    "why": _plain("not_understood no_local_answer out_of_scope other"),
    "reasons": _plain("uncertain_result no_answer_in_offer not_understood"),
    "review": {
        "heading": "council",
        "made": "day year",
        "england_entries": "topic",
        "checked": "checked review owner",
        "check_by": "review",
        "asked_times": "count",
        "lacks": "lacks",
        **_plain("title what law pdf spreadsheet no_pdf contents at_a_glance entries_ours entries_england past_day"),
        **_plain(
            "due_soon gaps minimum unmet feedback asked asked_what asked_none could_not gaps_part gaps_none entries"
        ),
        **_plain("entries_what still changed out notes asked_few asked_never who how contact consultation"),
        **_plain(
            "consultation_what said_none said did nothing_done of_topic who_was_asked what_they_said what_changes"
        ),
        **_plain("sign_off name role date signature statement next"),
    },
    "feedback": _plain("yes partly no"),
    "sheets": _plain("entries asked unmet_topic unmet_arrangement unmet_month gaps said sign_off"),
    "columns": _plain(
        "topic area id title status arrangements what who how contact owner checked_on review_by standing lacks shown"
        " still_true changed take_out need state for_whom why count month arrangement"
    ),
    "standings": _plain("current past_review past_limit"),
    "reminder": {
        "subject": "count day",
        "subject_one": "count day",
        "what": "count",
        "what_one": "count",
        "entry": "title topic owner day left",
        "day": "count",
        "days": "count",
        "page": "address",
        **_plain("today do no_words"),
    },
}

# Parts whose names are codes that the program looks up, each by a list of its own; tests compare the lists.
BY_CODE = (
    "parts",
    "fields",
    "states",
    "headings",
    "links",
    "phones",
    "why",
    "reasons",
    "feedback",
    "columns",
    "standings",
)
