"""Pictures of each state, to be looked at: `python -m tests.browser.screens [state …]` writes them to build/screens/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser import chromium, scripted_brain, stack
from tests.browser.states import STATES
from tests.browser.talk import Chat, keep_at_home, new_context

FOLDER = stack.ROOT / "build" / "screens"
WIDTHS = (320, 390, 1280)
DARK = {"color_scheme": "dark"}


def main(wanted: list[str]) -> None:
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.NONE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        scripted_brain.running() as brain,
        chromium.started(path) as browser,
        stack.running(Path(home), brain.url) as site,
    ):
        for state in STATES:
            if wanted and state.name not in wanted:
                continue
            with new_context(browser, state.modes[0]) as context:
                keep_at_home(context, site)
                chat = Chat(context.new_page(), site, state.modes[0])
                if state.under_way:
                    brain.hold()
                state.reach(chat)
                for width in WIDTHS:
                    chat.page.set_viewport_size({"width": width, "height": 800})
                    chat.page.screenshot(path=FOLDER / f"{state.name}.{width}.png", full_page=True)
                chat.page.emulate_media(**DARK)
                chat.page.screenshot(path=FOLDER / f"{state.name}.dark.png", full_page=True)
                brain.release()


if __name__ == "__main__":
    main(sys.argv[1:])
