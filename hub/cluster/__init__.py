"""Several of each process behind one address: `python -m hub.cluster`, on one machine (docs/operating/scaling.md)."""
