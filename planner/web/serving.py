"""Answer on a port until somebody says stop."""

import errno
import logging
import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from planner.errors import UsageError

MOST_CONNECTIONS = 1000
"""At once; beyond it a browser is told to come back."""
MOST_HEADER = 32 * 1024
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def listen(host: str, port: int) -> socket.socket:
    """Return where requests will come in.

    Raises:
        UsageError: it cannot be had.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        door = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"--host {host} is no address of this machine: {error}"
        ) from error
    try:
        if sys.platform != "win32":  # there it lets two programs share one port
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen()
    except OSError as error:
        door.close()
        raise UsageError(_why(host, port, error)) from error
    return door


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken, perhaps by a planner that runs already: open "
            f"{address_of(host, port)}, or name another port, such as --port {port + 1}."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} is not open to you. Name one above 1023: --port 8000."
    return f"{host} cannot be listened at: {error.strerror}. Leave --host away."


def address_of(host: str, port: int) -> str:
    """Return what to type into a browser."""
    name = host.strip("[]")
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def answer(app: FastAPI, door: socket.socket, *, access_log: bool = False) -> None:
    """Answer requests until Ctrl-C or SIGTERM; what is being answered is finished."""
    logging.basicConfig(
        stream=sys.stderr, format=LINE, level="INFO" if access_log else "WARNING"
    )
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=access_log,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            ws="none",
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=MOST_HEADER,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
        )
    )
    with suppress(KeyboardInterrupt):  # raised anew once all is closed
        server.run(sockets=[door])
