"""The hub: doors for carers, the ledger of conversations, and the worker that asks the assistant. Imports kinship, never the assistant."""
