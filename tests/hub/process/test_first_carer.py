"""The first carer after a start waits no longer than the next."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOOK = "import hub.wsgi; from kinship.safety_phrases import book; print(book.cache_info().currsize)"


def test_the_phrases_of_danger_are_read_before_the_first_request():
    """Reading them takes seconds, in each process of the web, and the fixed words must come at once."""
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "1", done.stderr
