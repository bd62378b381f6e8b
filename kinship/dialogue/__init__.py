"""The dialogue as plain Python: what was heard and the story so far go in, named responses and the story come out."""
