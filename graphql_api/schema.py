"""The GraphQL schema."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphql_api.mutations import Mutation
from graphql_api.scalars import SCALARS
from graphql_api.types import Attendance, Declaration, Organisation, Query, Revision, Signature, Summit

NODE_TYPES = [Organisation, Signature, Revision, Declaration, Summit, Attendance]


def create_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=NODE_TYPES,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


if __name__ == "__main__":
    print(create_schema().as_str())
