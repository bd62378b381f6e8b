"""The offer on paper: leaflets, large print and posters, from the same words as the chat."""
