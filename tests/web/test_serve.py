"""The command that opens the planner in a browser."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from planner.errors import UsageError
from planner.web.serving import address_of, listen
from tests.commands import RUN, planner


def test_it_refuses_strangers_and_says_what_to_do(tmp_path: Path) -> None:
    ran = planner(tmp_path, "serve", "--host", "0.0.0.0")  # noqa: S104 - it is refused
    assert ran.returncode == 2
    assert "PLANNER_TOKEN" in ran.stderr
    assert "--proxy-header" in ran.stderr


def test_a_port_that_is_taken_is_said_with_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = planner(tmp_path, "serve", "--port", str(port), "--home", ".")
    assert ran.returncode == 2
    assert f"Port {port} is taken" in ran.stderr
    assert f"--port {port + 1}" in ran.stderr


def test_a_host_that_is_none_is_said() -> None:
    with pytest.raises(UsageError, match="no address of this machine"):
        listen("no such host", 0)


def test_addresses_are_written_as_browsers_take_them() -> None:
    assert address_of("127.0.0.1", 8000) == "http://127.0.0.1:8000/"
    assert address_of("::1", 80) == "http://[::1]:80/"


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C cannot be sent")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_told_to_stop(
    tmp_path: Path, number: signal.Signals
) -> None:
    server = subprocess.Popen(
        [*RUN, "serve", "--port", "0", "--home", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PLANNER_DATABASE_URL": ""},
    )
    assert server.stderr is not None
    first = server.stderr.readline()
    address = first.rpartition(" ")[2].strip()
    assert address.startswith("http://127.0.0.1:")
    with urlopen(address) as page:  # noqa: S310 - ours
        assert b"Procurement planner" in page.read()
    server.send_signal(number)
    _, rest = server.communicate(timeout=60)
    assert server.returncode == 0, rest
    assert "Ended." in rest
    assert "Traceback" not in rest
    assert (tmp_path / "planner.db").exists()
