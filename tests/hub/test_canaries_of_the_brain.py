"""What Rasa and the action server write down: nothing of what was said to them (docs/decisions/0004)."""

from pathlib import Path

import httpx

from tests.hub.canaries import SECRETS, found

TOLD = ("name", "child", "address", "ni_number", "school", "health", "e_mail", "disclosure", "script")


def folder_of(brain):
    """Where this brain keeps its logs."""
    command = brain.processes["rasa"].args
    return Path(command[command.index("--endpoints") + 1]).parent


def test_neither_rasa_nor_the_action_server_writes_a_secret_down(brain):
    for number, name in enumerate(TOLD, start=1):
        said = f"I look after my grandson, {SECRETS[name]}"
        asked = {"conversation": "canaries", "turn": number, "channel": "web", "council": "exampleshire"}
        assert brain.turn(**asked, text=said).status_code == 200
    damaged = {"family": {"child_age": {"answer": SECRETS["postcode"]}}, "talk": SECRETS["note"]}
    brain.turn(conversation="canaries", turn=90, channel="web", text=SECRETS["sms"], story=damaged)
    brain.turn(
        conversation=SECRETS["profile_name"], turn="x", channel=SECRETS["draft"], text=["no", SECRETS["whatsapp"]]
    )
    httpx.post(f"{brain.url}/webhooks/hub/turn", content=SECRETS["reply"].encode(), timeout=10)
    httpx.get(f"{brain.url}/{SECRETS['path']}?q={SECRETS['query']}", timeout=10)
    folder = folder_of(brain)
    kept = {path.name: path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()}
    assert {"rasa.log", "actions.log"} <= set(kept)
    assert {name: found(text) for name, text in kept.items() if found(text)} == {}
