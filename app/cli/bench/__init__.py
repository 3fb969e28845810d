"""`rejoinder bench`: what the service costs, beside the least that could do the same.

`command` has the options; `workloads` says what is asked, `measuring` asks it pair by
pair, `report` shows it. Each program that takes part (the load generator, the bare
answer, the bare loop) is a process of its own.
"""
