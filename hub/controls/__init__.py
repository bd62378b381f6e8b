"""The security papers as code: the list of controls with the tests that hold each, and the audit of the packages we lock."""
