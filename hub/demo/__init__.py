"""A desk to learn on: invented people and conversations, in a data folder of their own (`make demo`)."""
