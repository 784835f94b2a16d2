"""What programs can ask: the same runs, in JSON."""
