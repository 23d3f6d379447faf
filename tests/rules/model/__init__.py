"""A simple model of the network's rules, written once more in dictionaries and sets.

It knows nothing of aggregates, of the log or of tables. A command is refused with the code that the
network is to refuse it with, or leads to facts; a correction is decided on by replaying what stands.
"""
