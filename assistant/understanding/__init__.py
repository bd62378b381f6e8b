"""Reading a carer's message: danger first, then facts, then intent. Plain functions, thin graph components."""
