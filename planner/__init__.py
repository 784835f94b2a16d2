"""The planner a procurement team opens when a supply may be cut off."""
