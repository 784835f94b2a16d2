"""A real server with its desk, as a process of its own, and programs that call it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Self
from urllib.parse import urlencode

from planner.runs import Store, open_store

TINY = Path(__file__).parents[2] / "inputs" / "tiny.xlsx"
PROGRAM = """
import sys
from planner.jobs import desk
desk.SILENT_SECONDS = float(sys.argv.pop(1))
from planner.cli import main
main()
"""
"""`planner serve` that takes a silent worker to be dead sooner or later than usual."""
GATED = """
import os, subprocess, sys
GATE = '''
import os, sys, time
sys.argv.remove("planner.jobs")
from planner.jobs import __main__ as program
load = program._load
def patiently():
    found = load()
    while os.path.exists(os.environ["SERVED_HELD"]):
        time.sleep(0.02)
    return found
program._load = patiently
program.main()
'''
class Popen(subprocess.Popen):
    def __init__(self, command, **how):
        if "planner.jobs" in command:
            at = command.index("-m")
            command = (*command[:at], "-c", GATE, *command[at + 1 :])
        super().__init__(command, **how)
from planner.jobs import process
process.subprocess.Popen = Popen
"""
"""Goes before the program: its workers wait, alive, as long as a file is there."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
SILENT = 5.0
PATIENCE = 300.0
"""Seconds for what takes a few on a machine with nothing else to do."""


@dataclass
class Served:
    """`planner serve` on a folder of its own; it can be killed and started again."""

    home: Path
    words: tuple[str, ...] = ()
    gated: bool = False
    """Whether its workers can be held."""
    silent: float = SILENT
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it and all its workers."""
        self.kill()
        for each in self.workers():
            end(each)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def held(self) -> Path:
        return self.home / "held"

    def hold(self) -> None:
        """Let no run be worked on from now on; those that are claimed wait, alive."""
        assert self.gated
        self.held.touch()

    def let_go(self) -> None:
        """Let those that wait go on."""
        self.held.unlink()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it, at its former address if it had one, and wait until it answers."""
        temporary = self.home / "temporary"  # of workers, who may be killed
        temporary.mkdir(exist_ok=True)
        began = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-c", f"{GATED * self.gated}{PROGRAM}"),
                    str(self.silent),
                    *("serve", "--home", str(self.home), "--port", str(self.port)),
                    *("--uploads", "1000000", *self.words),
                ],
                stderr=errors,
                env={
                    **os.environ,
                    "PLANNER_DATABASE_URL": "",
                    "TMPDIR": str(temporary),
                    "SERVED_HELD": str(self.held),
                },
            )
        until = time.monotonic() + PATIENCE
        while not (found := ADDRESS.search(self.log.read_text()[began:])):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until
            time.sleep(0.02)
        self.port = int(found[1])

    def kill(self) -> None:
        """Kill it as a power cut does; its workers go on."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def store(self) -> Store:
        """Return what it keeps, as another program reads it."""
        return open_store(home=self.home)

    def workers(self) -> list[int]:
        """Return the processes that work for it, the first of each session."""
        mark = f"sqlite:///{self.home / 'planner.db'}".encode()
        return [each for each in _processes() if _works(each, mark)]


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _works(pid: int, mark: bytes) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        known = Path(f"/proc/{pid}/environ").read_bytes()
        leads = os.getsid(pid) == pid
    except OSError:  # it has ended
        return False
    return leads and b"planner.jobs" in command and mark in known


def end(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a worker and those it started."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


@dataclass
class Program:
    """One client, with a cookie of its own, that keeps its connection."""

    port: int
    cookie: str = ""
    seconds: list[float] = field(default_factory=list)
    """How long each answer took."""
    connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes, str]:
        """Return status, content and, of a redirection, where to.

        Raises:
            OSError, HTTPException: there is no server at the moment.
        """
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=PATIENCE
            )
        told = {"Cookie": self.cookie} if self.cookie else {}
        began = time.perf_counter()
        try:
            self.connection.request(method, path, content, {**told, **(headers or {})})
            answer = self.connection.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        self.seconds.append(time.perf_counter() - began)
        if set_cookie := answer.getheader("Set-Cookie"):
            self.cookie = set_cookie.partition(";")[0]
        return answer.status, found, answer.getheader("Location") or ""

    def upload(self, content: bytes, name: str = "tiny.xlsx") -> dict[str, Any]:
        """Upload a workbook, and return the run."""
        mark = token_hex(8)
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="book"; '
            f'filename="{name}"\r\n\r\n'
        )
        status, found, _ = self.ask(
            "POST",
            "/api/v1/runs",
            head.encode() + content + f"\r\n--{mark}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={mark}"},
        )
        assert status == 201, found
        return dict(json.loads(found))

    def run(self, run: str) -> dict[str, Any]:
        """Return how far a run is."""
        status, found, _ = self.ask("GET", f"/api/v1/runs/{run}")
        assert status == 200, found
        return dict(json.loads(found))

    def choose(self, run: str, *policies: str) -> None:
        """Ask for policies."""
        content = json.dumps({"policies": policies}).encode()
        kind = {"Content-Type": "application/json"}
        status, found, _ = self.ask("POST", f"/api/v1/runs/{run}/choice", content, kind)
        assert status == 202, found

    def cancel(self, run: str) -> None:
        """Let a run be."""
        status, found, _ = self.ask("POST", f"/api/v1/runs/{run}/cancel", b"")
        assert status == 202, found

    def form(self, path: str, **fields: str) -> str:
        """Send a form of a page, and return where it leads."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        _, _, where = self.ask("POST", path, urlencode(fields).encode(), kind)
        return where
