"""What the hub's tests share: a scripted answer in the place of the assistant."""

import pytest


@pytest.fixture
def answer():
    """Run every queued turn as the worker would, with this reply (or failure) in the place of the assistant's."""
    from hub.conversations import turns
    from hub.conversations.models import BrainTurn

    def run(*texts, choices=(), custom=None, story=None, error=None, reached=True):
        ran = []
        BrainTurn.objects.filter(state=BrainTurn.QUEUED).update(due_at=None)  # the quiet after a text is over
        while claimed := turns.claim_next("test", 30):
            ran.append(claimed)
            if error:
                turns.fail(claimed, error, reached=reached)
                continue
            messages = [{"text": text, "choices": [], "custom": {}} for text in texts or ("An answer.",)]
            messages[-1] |= {"choices": list(choices), "custom": custom or {}}
            turns.commit_reply(claimed, {"ok": True, "messages": messages, "story": story or {"talk": {"n": 1}}})
        return ran

    return run
