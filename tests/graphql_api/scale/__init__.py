"""A register of a million events, in which every list is long, and how its fields are asked for."""
