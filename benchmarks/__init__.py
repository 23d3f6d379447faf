"""The speed claims, each measured against its limit and its peers in the same run."""
