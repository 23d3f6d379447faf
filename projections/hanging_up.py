"""What a server and what it serves tell each other of a connection, in the `extensions` of its scope."""

from __future__ import annotations

# What goes on without end puts here what is called to end it, as the server is ending. The server leaves
# something here where there was nothing to call yet.
SHUTDOWN = "netzwerkregister.shutdown"

# The server puts here what ends the connection at once, whatever the client has not taken yet.
HANG_UP = "netzwerkregister.hang_up"
