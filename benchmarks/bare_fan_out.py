"""The peer of the fan-out: a bare WebSocket route that tells all its clients the same, in a loop."""

from __future__ import annotations

import os

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from infra.command_line import server_config
from infra.settings import Settings


def create_app() -> Starlette:
    clients: list[WebSocket] = []

    async def subscribe(websocket: WebSocket) -> None:
        await websocket.accept("graphql-transport-ws")
        await websocket.receive_text()
        await websocket.send_text('{"type":"connection_ack"}')
        await websocket.receive_text()
        clients.append(websocket)
        try:
            await websocket.receive_text()
        except WebSocketDisconnect:
            clients.remove(websocket)

    async def send(request: Request) -> Response:
        for text in orjson.loads(await request.body()):
            for client in clients:
                await client.send_text(text)
        return Response(b"")

    return Starlette(routes=[WebSocketRoute("/graphql", subscribe), Route("/send", send, methods=["POST"])])


if __name__ == "__main__":
    settings = Settings.from_environment(os.environ)
    config = server_config(settings, workers=1)
    config.app, config.factory, config.ws = create_app(), False, "websockets-sansio"
    config.host, config.port = settings.host, settings.port
    uvicorn.Server(config).run()
