"""The web chat in a real Chromium, against the real hub. A package, so that its fixtures end with its last test."""
