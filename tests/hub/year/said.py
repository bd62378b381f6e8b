"""What the invented carers and advisers write. Nobody in here exists."""

OPENINGS = (
    "hi my grandson has come to live with me",
    "my sisters two girls came to us in the spring",
    "i look after my nephew since his mum went away",
    "we have our neighbours boy for the time being",
    "my daughter cant have the baby so he is with me",
    "im 22 and my little brother lives with me now",
    "my friends daughter stays with us, she is 14",
    "his dad asked me to have him while he is working away",
)
QUESTIONS = (
    ("is there any money for things like shoes and a bed", "financial_support"),
    ("how do i get him into the school near me", "education"),
    ("can i sign for his school trip", "decisions_about_the_child"),
    ("my flat is too small now, is there help with housing", "accommodation"),
    ("is there a group where i can meet others", "support_groups_and_training"),
    ("how often should she see her mum", "family_time"),
    ("do i need to see a solicitor", "legal_support"),
    ("he cant sleep and wont talk, who can help him", "therapeutic_support"),
    ("can i get time off work for this", "help_to_stay_in_work"),
    ("what happens when she turns 18", "turning_18"),
)
FACTS = (  # what a message told, and of whom: (fact, answer, of the child)
    ("carer_relationship", "grandparent", True),
    ("child_age", "7", True),
    ("who_arranged", "parent_or_family", True),
    ("order_in_force", "none", True),
)
ANSWERS = (
    "There is help for you, whatever the papers say.",
    "The council can help with that. Here is how to ask.",
    "You can ask for an assessment. It costs nothing.",
)
NO_ANSWER = "I do not have an answer to that here. A person can find out."
UNANSWERED = (("not_understood", ""), ("no_local_answer", "asked"), ("out_of_scope", ""))
ARRANGEMENTS = ("informal_kinship_care", "private_fostering", "special_guardianship_order", "")
FROM_ADVISERS = (
    "Hello, I have read what you wrote. You can ask the front door for a child in need assessment.",
    "I have asked the school for you. They will ring you this week.",
    "Good question. I will send you the form and ring you on Monday.",
)
NOTES = (
    "Rang the school. Place from Monday.",
    "Lives with her own mother too. Ask about bedrooms.",
    "Prefers mornings.",
)
DANGERS = ("my partner is hitting me right now", "she has been missing since last night and nobody knows where she is")
HELD_FOR = ("the family court asked for it", "a complaint about the school", "a safeguarding review")
STRAYS = ("your parcel is waiting at the depot", "20% off all week at the corner shop")
