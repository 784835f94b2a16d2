"""Tasks over the workers of a Dask cluster. A worker may be lost at any time."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from socket import create_connection
from typing import Any, TypeVar
from urllib.parse import urlsplit

from planner.errors import UsageError

Result = TypeVar("Result")

ANSWER_SECONDS = 10.0
"""What a scheduler may take to answer, and its first worker to be there."""
LOOK_SECONDS = 1.0
"""Between two looks at whether there is still a worker."""
GIVE_UP_SECONDS = 60.0
"""Without any worker, before the cluster is left."""
SAME = ("procurement-planner", "highspy", "pyomo")
"""What every worker must have in the version that is here, for the same answers."""
INSTALL = 'pip install "procurement-planner[cluster]"'


def over_workers(
    work: Callable[[Any], Result],
    left: dict[int, Any],
    address: str,
    lost: Callable[[Any], Result] | None,
) -> Iterator[tuple[int, Result]]:
    """Yield (place, result) as tasks finish, and take them from ``left``.

    A task whose worker is lost is given to another; ``lost`` says what comes of one
    that loses every worker it is given to. Tasks stay in ``left`` when the scheduler,
    or all its workers, are gone for good.

    Raises:
        UsageError: the cluster cannot be used.
        distributed.KilledWorker: a task lost all its workers, and ``lost`` is None.
    """
    with connected(address) as client:
        yield from over_client(client, work, left, lost)


def over_client(
    client: Any,
    work: Callable[[Any], Result],
    left: dict[int, Any],
    lost: Callable[[Any], Result] | None = None,
) -> Iterator[tuple[int, Result]]:
    """Do as ``over_workers`` on a cluster that is connected already.

    A task may hold futures of the cluster: its worker has their results.
    """
    dask = _distributed()
    places = {
        client.submit(work, task, pure=False): place for place, task in left.items()
    }
    try:
        for future in _finished(client, set(places)):
            place = places.pop(future)
            try:
                result = future.result()
            except dask.KilledWorker:
                if lost is None:
                    raise
                result = lost(left[place])
            del left[place]
            yield place, result
    finally:
        client.cancel(list(places))


def places(address: str) -> int:
    """Return how many tasks the workers of a cluster do at a time.

    Raises:
        UsageError: the cluster cannot be used.
    """
    with connected(address) as client:
        return sum(client.nthreads().values())


def _finished(client: Any, pending: set[Any]) -> Iterator[Any]:
    """Yield futures as they finish, until all have or the cluster is gone."""
    dask = _distributed()
    seen = time.monotonic()
    while pending:
        try:
            with client.as_current():
                done = dask.wait(pending, LOOK_SECONDS, "FIRST_COMPLETED").done
        except TimeoutError:
            done = set()
        except CancelledError:  # the scheduler is gone, and knew them alone
            return
        yield from done
        pending -= done
        if done or _has_worker(client):
            seen = time.monotonic()
        elif time.monotonic() - seen > GIVE_UP_SECONDS:
            return


def _has_worker(client: Any) -> bool:
    try:
        return bool(client.nthreads())
    except OSError:
        return False


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError(
            f"--cluster needs Dask, which is not installed here: {INSTALL}"
        ) from None


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Connect to a scheduler whose workers can do the work.

    Raises:
        UsageError: there is none, or it has no worker that can.
    """
    dask = _distributed()
    try:
        _knock(address)
        client = dask.Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}: start one there with 'dask "
            "scheduler', or correct the address. It looks like tcp://host:8786."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise UsageError(
                f"The scheduler at {address} has no workers: start one on each machine "
                f"with 'dask worker {address} --nthreads 1'."
            ) from None
        _require_same(client)
        yield client


def _knock(address: str) -> None:
    """Raise OSError or ValueError if nobody listens; Dask would try for long."""
    place = urlsplit(address)
    if not (place.scheme and place.hostname and place.port):
        raise ValueError(address)
    create_connection((place.hostname, place.port), ANSWER_SECONDS).close()


def _require_same(client: Any) -> None:
    """Raise UsageError for a worker that may answer otherwise than this machine."""
    for package in SAME:
        here = version(package)
        found = client.run(version, package, on_error="return")
        for worker, there in found.items():
            if there != here:
                has = (
                    f"no {package}"
                    if isinstance(there, Exception)
                    else f"{package} {there}"
                )
                raise UsageError(
                    f"The worker {worker} has {has}, this machine {here}: install the "
                    f'same on both, pip install "{package}=={here}", and restart the '
                    "worker."
                )
