"""The few words that always work by text (MENU, BACK, PERSON, CALL, AGAIN, MORE, CHECK, HELP), and what they do.

The words themselves stand in phone.yml. A command is the whole message: "can I go back to work" is none.
"""

from __future__ import annotations

from hub.channels.records import TextIn
from hub.conversations import deliveries, transitions
from hub.conversations.ledger import Change
from hub.conversations.models import Message
from hub.conversations.models.message import CONTACT
from hub.conversations.texting import menus
from hub.conversations.turn_queue import CALL_BACK, FOR_ADVISER
from hub.conversations.words import council, person, phone_words
from kinship.reply import normalise

AGAIN, BACK, CHECK, HELP = "hub:again", "hub:back", "hub:check", "hub:help"
CODES = (menus.MORE, AGAIN, BACK, CHECK, HELP)
_DOES = {
    "menu": menus.MAIN_MENU,
    "person": FOR_ADVISER,
    "call": CALL_BACK,
    "more": menus.MORE,
    "again": AGAIN,
    "back": BACK,
    "check": CHECK,
    "help": HELP,
}


def choice_of(text: str) -> str:
    """The choice a command stands for; "" where the message is none."""
    plain = normalise(text)
    if not plain:
        return ""
    words = phone_words()["commands"]["words"]
    return next((_DOES[name] for name in _DOES if plain in {normalise(each) for each in words[name]}), "")


def answer(change: Change, choice: str, wire: TextIn | None) -> None:
    """Do what they asked. Nothing here needs the assistant."""
    words = phone_words()["commands"]
    if choice == menus.MORE:
        _more(change)
    elif choice == AGAIN:
        if not menus.say_again(change):
            menus.aside(change, words["no_again"], [menus.main_menu(), menus.person()])
    elif choice == BACK:
        _back(change)
    elif choice == CHECK:
        menus.aside(change, _check())
    else:
        _help(change, answered=wire is not None and bool(wire.opt_out))


def called() -> str:
    """The name of our council, as it is called."""
    return str(council().get("council_name") or "")


def _more(change: Change) -> None:
    if not deliveries.next_page(change):
        menus.say_menu(change, phone_words()["commands"]["no_more"])


def _back(change: Change) -> None:
    """The question before the last, said again: an answer to it puts right what was answered then."""
    conversation = change.conversation
    shown = menus.menus_of(conversation)
    asked = Message.objects.filter(conversation=conversation, erased_at__isnull=True).exclude(author=CONTACT)
    before = next((each for each in asked.order_by("-seq") if len(shown) > 1 and each.choices == shown[1]), None)
    if before is None:
        menus.say_menu(change, phone_words()["commands"]["no_back"])
    else:
        menus.again_as(change, before)


def _check() -> str:
    words, whom = phone_words()["commands"], person()
    return words["check"].format(**whom) if whom["phone"] else words["check_no_phone"]


def _help(change: Change, *, answered: bool) -> None:
    """HELP as somebody's first words may be a cry for help: a person is asked for. Later it is a question how this works.

    `answered`: the provider has answered the word itself.
    """
    words, conversation = phone_words()["commands"], change.conversation
    if Message.objects.filter(conversation=conversation, author=CONTACT).count() == 1:
        menus.aside(change, words["help_first"])
        transitions.ask_for_person(change, "asked_for_person")
    elif not answered:
        deliveries.named(change)
        menus.aside(change, words["help"].format(council=called()), [menus.main_menu(), menus.person()])
