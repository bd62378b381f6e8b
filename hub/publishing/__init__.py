"""Editing the offer without git: drafts, a second person, whole files written back, and what went live when (docs/decisions/0022)."""
