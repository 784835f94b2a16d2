"""Measured by hand, not by pytest."""
