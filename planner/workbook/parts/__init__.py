"""Tables into the parts of a Case, with the checks that need more than one cell."""
