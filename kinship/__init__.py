"""What we know about kinship care in England: the decision table, the story, the offer, the safety screen."""
