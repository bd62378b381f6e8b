"""The manager's pages: is the offer complete, is it still true, what could it not answer, and the yearly review of it."""
