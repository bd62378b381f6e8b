"""Scripts and styles as they are sent: the same code without its comments and indents, because carers pay by the byte.

The sources stay as they are written. What is left out is what stands on lines of its own or after code and a space:
`/* … */`, `// …` and the white space at the start of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("web_chat/",)
_BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(r"(^|\s)//\s.*$", re.MULTILINE)
_INDENT = re.compile(r"^\s+|\s+$", re.MULTILINE)


def lean(source: str, *, script: bool) -> str:
    """The code alone."""
    source = _BLOCK.sub("", source)
    if script:
        source = _LINE.sub("", source)
    return _INDENT.sub("", source) + "\n"


class LeanStatic(CompressedManifestStaticFilesStorage):
    """whitenoise's storage (hashed names, compressed once), fed with the lean code."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        for name in paths:
            if name.startswith(OURS) and name.endswith((".js", ".css")) and not dry_run:
                file = Path(self.path(name))
                file.write_text(lean(file.read_text("utf-8"), script=name.endswith(".js")), "utf-8")
                paths[name] = (self, name)  # hashed and compressed from here, not from the source
        yield from super().post_process(paths, dry_run, **options)
