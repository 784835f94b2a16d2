"""The maths of the plan: imports pyomo, numpy and itself, nothing else of ours.

Of Pyomo it takes the core: ``pyomo.environ`` would load every solver and transformation.
"""
