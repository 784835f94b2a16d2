"""Tests of the planner and of the model."""
