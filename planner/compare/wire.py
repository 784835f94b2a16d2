"""A wire to the solves of a comparison: how far each is, and when it is to end.

Solves are in processes that come and go, so the wire is a folder of small files.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.solving.engine import Progress

LISTEN_SECONDS = 0.2
"""Between two looks of a solve at whether it is to end."""
ALL = "all"


@dataclass(frozen=True)
class Wire:
    """A folder that one comparison, on this machine, has to itself."""

    folder: Path

    def end(self, name: str | None = None) -> None:
        """Let one solve end with the best plan so far, or all that are left."""
        self._stop(name).touch()

    def is_ended(self, name: str) -> bool:
        """Tell whether a solve is to end."""
        return self._stop(None).exists() or self._stop(name).exists()

    def tell(self, name: str, told: Progress) -> None:
        """Say how far a solve is."""
        place = self._told(name)
        fresh = place.with_suffix(".new")
        fresh.write_text(json.dumps({"name": name, **asdict(told)}), encoding="utf-8")
        fresh.replace(place)

    def told(self) -> Mapping[str, Progress]:
        """Return how far each solve was when it last said so, by its name."""
        return dict(self._each())

    def _each(self) -> Iterator[tuple[str, Progress]]:
        for place in self.folder.glob("*.told"):
            with suppress(OSError, ValueError):
                record: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
                yield record.pop("name"), Progress(**record)

    def _stop(self, name: str | None) -> Path:
        return self.folder / f"{ALL if name is None else _key(name)}.stop"

    def _told(self, name: str) -> Path:
        return self.folder / f"{_key(name)}.told"


def _key(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@contextmanager
def listening(wire: Wire | None, name: str, stop: threading.Event) -> Iterator[None]:
    """Set ``stop`` once a solve is to end."""
    if wire is None:
        yield
        return
    wire.tell(name, Progress(seconds=0.0, best=None, bound=None, gap=None))
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            if wire.is_ended(name):
                stop.set()
                return
            over.wait(LISTEN_SECONDS)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
