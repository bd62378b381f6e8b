"""The tables (reference: docs/decisions/0010, design section 7). Doors never touch them: they call the functions beside."""

from hub.conversations.models.canned import CannedAnswer, CannedVersion
from hub.conversations.models.conversation import ChannelIdentity, ChatToken, Contact, Conversation, SavedCode
from hub.conversations.models.danger import Alert, Danger, PhraseProposal, ScreenLog
from hub.conversations.models.delivery import BrainTurn, InboundReceipt, Outbox
from hub.conversations.models.desk import Draft, Note, SignOfLife, Transfer, Viewing
from hub.conversations.models.feed import AuditEntry, Event, FeedCounter
from hub.conversations.models.handover import Callback, CallbackAttempt, Handover
from hub.conversations.models.holding import LegalHold, Reencryption
from hub.conversations.models.message import Message
from hub.conversations.models.service import Allowance, Feedback, Unanswered, WorkerPulse
from hub.conversations.models.team import Membership, Team
from hub.conversations.models.texting import Reconciled, TextTalk
from hub.conversations.models.unclaimed import WaitAlert

__all__ = [
    "Alert",
    "Allowance",
    "AuditEntry",
    "BrainTurn",
    "Callback",
    "CallbackAttempt",
    "CannedAnswer",
    "CannedVersion",
    "ChannelIdentity",
    "ChatToken",
    "Contact",
    "Conversation",
    "Danger",
    "Draft",
    "Event",
    "FeedCounter",
    "Feedback",
    "Handover",
    "InboundReceipt",
    "LegalHold",
    "Membership",
    "Message",
    "Note",
    "Outbox",
    "PhraseProposal",
    "Reconciled",
    "Reencryption",
    "SavedCode",
    "ScreenLog",
    "SignOfLife",
    "Team",
    "TextTalk",
    "Transfer",
    "Unanswered",
    "Viewing",
    "WaitAlert",
    "WorkerPulse",
]
