"""What runs ask for, done: each in a process of its own, by the command line's functions.

`desk` starts the processes and loads nothing heavy; `worker` is what is in one.
"""
