"""Everything on one machine under one supervisor: `python -m hub.supervisor` (docs/decisions/0008)."""
