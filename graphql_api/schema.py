"""The GraphQL schema."""

from __future__ import annotations

from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphql_api import types
from graphql_api.mutations import Mutation
from graphql_api.network import Query
from graphql_api.scalars import SCALARS
from graphql_api.subscriptions import Subscription

NODE_TYPES = [each for each in vars(types).values() if hasattr(each, "__node__")]


@cache
def create_schema() -> strawberry.Schema:
    """The one schema of this process."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=NODE_TYPES,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


if __name__ == "__main__":
    print(create_schema().as_str())
