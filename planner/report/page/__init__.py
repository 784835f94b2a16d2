"""A report as one HTML file that asks no other host for anything."""
