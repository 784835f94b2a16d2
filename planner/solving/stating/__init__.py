"""A problem too large for its whole model to be held at once.

The way: ``branches`` asks by size → ``replicated`` (stated at a few nodes, repeated at all
like them) or ``parts`` (some branches of the tree at a time) → ``joined``, as one problem.
"""
