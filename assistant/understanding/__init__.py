"""Reading a carer's message: danger first, then facts, then intent. Plain functions; the graph components are thin shells."""
