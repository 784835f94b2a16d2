"""Large problems: the plan in one problem, what answers each curb in others (Benders).

Once every column of the plan is known, what is left falls apart into responses that
share no row: each a linear program whose cost is convex in what the plan decided. The
plan is sought in a master problem, where cuts stand for the responses: with every
cut a true lower bound, and every plan priced in all of its responses.
"""
