"""What a process tells of itself to Prometheus."""

from __future__ import annotations

from prometheus_client import Gauge

from infra.health import Health
from infra.projector import ProjectorState

_LOG = Gauge("netzwerkregister_log_position", "The last position of the log.")
_READ = Gauge("netzwerkregister_read_position", "The position that the read side has reached.")
_READY = Gauge("netzwerkregister_ready", "1 where the register is ready to answer.")
_PROJECTING = Gauge("netzwerkregister_projecting", "1 where this process projects.")
_FAILED = Gauge("netzwerkregister_projection_failed", "1 where this process's projector stands still.")
_PAUSED = Gauge("netzwerkregister_webhooks_paused", "Webhooks that nothing is delivered to.")
_BEHIND = Gauge("netzwerkregister_webhooks_behind", "Events that the last of the other webhooks is behind.")
_CONNECTIONS = Gauge("netzwerkregister_connections", "WebSockets and streams that this process holds open.")


def observe(health: Health, state: ProjectorState, connections: int) -> None:
    _LOG.set(health.log_position)
    _READ.set(health.read_position)
    _READY.set(not health.reasons)
    _PROJECTING.set(state.projecting)
    _FAILED.set(state.failure is not None)
    _PAUSED.set(health.webhooks_paused)
    _BEHIND.set(health.webhooks_behind)
    _CONNECTIONS.set(connections)
