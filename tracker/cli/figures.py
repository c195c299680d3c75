"""The health of the tracker as figures for Prometheus: as text, or asked for over a port of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tracker.errors import UsageError
from tracker.model.health import SourceMark

if TYPE_CHECKING:
    from tracker.model.health import Health

_TIMES = {"last_success": "When it was last seen.", "last_change": "When it last changed.", "next_due": "When it is due."}
_COUNTS = {
    "looked": "Looks over the last 14 days.",
    "seen": "Of these, those that saw it.",
    "failures": "Looks in vain in a row.",
    "gaps": "Possible gaps over the last 14 days.",
}


class _Figures(Collector):
    """Asks how it stands whenever the figures are wanted."""

    def __init__(self, ask: Callable[[], Health]) -> None:
        self._ask = ask

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure under a name `tracker_…`; times are seconds since 1970, and what never was is left out."""
        found = self._ask()
        yield GaugeMetricFamily("tracker_healthy", "1 where nothing keeps the tracker from its work.", value=float(found.healthy))
        troubles = GaugeMetricFamily("tracker_trouble", "What keeps the tracker from its work.", labels=["word"])
        for trouble in found.troubles:
            troubles.add_metric([trouble.word], 1)
        yield troubles
        marks = GaugeMetricFamily("tracker_source_mark", "What is to be said of a source.", labels=["source", "mark"])
        for row in found.sources:
            for mark in row.marks:
                if mark is not SourceMark.WELL:
                    marks.add_metric([row.source, mark.value], 1)
        yield marks
        for name, said in (_COUNTS | _TIMES).items():
            family = GaugeMetricFamily(f"tracker_source_{name}{'_seconds' if name in _TIMES else ''}", said, labels=["source"])
            for row in found.sources:
                value = getattr(row, name)
                if value is not None:
                    family.add_metric([row.source], value.timestamp() if isinstance(value, datetime) else value)
            yield family


def figures(found: Health) -> str:
    """All figures in the text format of Prometheus."""
    return generate_latest(_registry(lambda: found)).decode()


def serve_figures(ask: Callable[[], Health], port: int) -> None:
    """Answer them at `/metrics` on the loopback address, in a thread of its own. Raises `UsageError` where the port is taken."""
    try:
        start_http_server(port, addr="127.0.0.1", registry=_registry(ask))
    except OSError as error:
        raise UsageError(f"--metrics-port {port}: cannot be listened on: {error.strerror}; name another port") from error


def _registry(ask: Callable[[], Health]) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(ask))
    return registry
