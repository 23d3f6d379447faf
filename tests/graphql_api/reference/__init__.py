"""The reference that the planner is held to: plain resolvers over an in-memory fold of the same events.

It knows the printed schema and the log, and nothing of Strawberry or the planner.
"""

from tests.graphql_api.reference.execution import Reference

__all__ = ["Reference"]
