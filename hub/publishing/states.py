"""What becomes of a change to the offer, in order."""

DRAFT = "draft"  # somebody writes it
WAITING = "waiting"  # for a second person
APPROVED = "approved"  # goes live at its day
LIVE = "live"  # carers are answered from it
REPLACED = "replaced"  # a newer one is live
ENDED = "ended"  # it was taken out of the offer, or its last day has passed
DROPPED = "dropped"  # given up before it went live

STATES = (DRAFT, WAITING, APPROVED, LIVE, REPLACED, ENDED, DROPPED)
OPEN = (DRAFT, WAITING, APPROVED)

EDITOR, SPREADSHEET, OPEN_REFERRAL = "editor", "spreadsheet", "open_referral"
ORIGINS = (EDITOR, SPREADSHEET, OPEN_REFERRAL)
# What is noted beside a change.
STEPS = (
    *(
        "begun",
        "saved",
        "sent",
        "sent_back",
        "approved",
        "live",
        "merged",
        "held_up",
        "replaced",
        "ended",
        "dropped",
    ),
    *("kept_apart",),
)
