"""The hub's door into Rasa: `POST /webhooks/hub/turn`, loopback only. One reply kept whole, 5xx on any failure, never an empty success."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from traceback import format_tb
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant import shortcuts
from assistant.turn_request import BadTurn, TurnRequest, read_turn
from assistant.understanding.sentence_encoder_build import BUILT, encoder_state

logger = logging.getLogger(__name__)

# Whose replies are kept for a repeated turn number, and of how many turns: the hub asks one turn of a conversation at a time, and only it again
MOST_CONVERSATIONS, MOST_REPLIES = 200, 3


class HubOutput(CollectingOutputChannel):
    """Collects a turn's messages: text and what belongs to it (choices, custom) stay together, paragraphs stay whole."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel
        self.story: dict[str, Any] | None = None

    def name(self) -> str:  # type: ignore[override]  # the carer's channel, so that channel variants of a response fit
        return self.channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = dict(message.get("custom") or {})
        if "story" in custom:
            self.story = custom["story"]
            return
        choices = custom.pop("choices", [])
        self.messages.append({"text": message.get("text") or "", "choices": choices, "custom": custom})


class Replies:
    """The last replies of each conversation, so that a repeated turn number is answered without running again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, OrderedDict[int, asyncio.Future]] = OrderedDict()

    def of(self, conversation: str) -> OrderedDict[int, asyncio.Future]:
        replies = self._kept.setdefault(conversation, OrderedDict())
        self._kept.move_to_end(conversation)
        while len(self._kept) > MOST_CONVERSATIONS:
            self._kept.popitem(last=False)
        return replies

    def story(self, conversation: str) -> dict[str, Any] | None:
        """The story as the newest finished reply left it."""
        for reply in reversed(self.of(conversation).values()):
            if reply.done() and not reply.cancelled() and reply.exception() is None:
                return reply.result().get("story")
        return None


class HubChannel(InputChannel):
    """Rasa's only channel (credentials.yml)."""

    def __init__(self) -> None:
        self.replies = Replies()

    @classmethod
    def name(cls) -> str:
        return "hub"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HubChannel:
        shortcuts.take()  # Rasa makes its channels once, while it starts
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        door = Blueprint("hub_channel")

        @door.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            built = encoder_state().state == BUILT
            return response.json({"status": "ok", "understanding": "whole" if built else "without_encoder"})

        @door.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            try:
                asked = read_turn(request.body)
            except BadTurn as fault:
                return response.json({"ok": False, "error": str(fault)}, status=400)
            try:
                return response.json(await self.answer(asked, on_new_message))
            except Exception as fault:  # whatever it was: the hub must hear of it, and answers the carer itself
                # Its kind and its lines only: what a fault says can hold the carer's words.
                where = "".join(format_tb(fault.__traceback__))
                kind = type(fault).__name__
                logger.error(
                    "hub.turn.failed conversation=%s turn=%s fault=%s\n%s", asked.conversation, asked.turn, kind, where
                )
                return response.json({"ok": False, "turn": asked.turn, "error": "the turn failed"}, status=500)

        return door

    async def answer(
        self, asked: TurnRequest, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> dict[str, Any]:
        """The reply to one turn: the stored one if this number was seen (or is under way), else a new one."""
        replies = self.replies.of(asked.conversation)
        if asked.turn in replies:
            return await asyncio.shield(replies[asked.turn])
        if asked.story is None:
            asked = asked.with_story(self.replies.story(asked.conversation))
        # A task of its own: if the caller hangs up, the turn still ends, and the repeated number finds its reply.
        reply = asyncio.ensure_future(run(asked, on_new_message))
        replies[asked.turn] = reply
        while len(replies) > MOST_REPLIES:
            replies.popitem(last=False)
        try:
            return await asyncio.shield(reply)
        except Exception:
            replies.pop(asked.turn, None)  # a turn that failed may be asked again
            raise


async def run(asked: TurnRequest, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> dict[str, Any]:
    """One turn through Rasa. Raises RuntimeError when nothing came back: Rasa hides a failed action as silence."""
    output = HubOutput(asked.channel)
    await on_new_message(
        UserMessage(
            text=asked.text,
            output_channel=output,
            sender_id=asked.conversation,
            input_channel="hub",
            parse_data=asked.parse_data(),
            metadata=asked.metadata(),
        )
    )
    messages = [message for message in output.messages if message["text"].strip()]
    if not messages or output.story is None:
        raise RuntimeError("Rasa answered nothing: is the action server up, and is a model loaded?")
    return {"ok": True, "turn": asked.turn, "messages": messages, "story": output.story}
