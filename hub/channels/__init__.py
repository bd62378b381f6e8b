"""Channels know the wire: they translate and deliver, and decide nothing."""
