"""Explanations on a terminal and as JSON."""
