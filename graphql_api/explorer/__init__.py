"""The explorer: GraphiQL in a browser, all of its files served from here.

GraphiQL's files come from the package graphene-django-graphiql-static; the page and its start are ours.
"""

from __future__ import annotations

from importlib import resources

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

_GRAPHIQL = "graphene_django_graphiql_static"

# What the page may load: files from here alone. Its dialogs put a style element of their own into the page.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-elem 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)

PAGE = resources.files(__package__).joinpath("static/explorer.html")


def explorer_routes() -> list[BaseRoute]:
    """The files that the page loads."""
    graphiql = StaticFiles(packages=[(_GRAPHIQL, f"static/{_GRAPHIQL}")])
    ours = StaticFiles(packages=[(__package__, "static")])
    return [
        Mount("/graphql/graphiql", graphiql),
        Mount("/graphql/explorer", ours),
    ]
