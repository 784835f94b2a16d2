"""A plan against curbs it was not made for."""
