"""The maths of the plan: imports pyomo, numpy and itself, nothing else of ours."""
