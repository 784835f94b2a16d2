"""The process of a worker: started for a run, or made ready before there is one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from planner.jobs.limits import Limits
from planner.runs import Store

ROOT = Path(__file__).parents[2]
FOLDER = "planner-run-"
"""How the name of a worker's own folder begins, among the system's temporary files."""
ERRORS = "errors"
MOST_WORDS = 2000


def start_worker(
    store: Store, run: str, worker: str, folder: Path, limits: Limits
) -> subprocess.Popen[bytes]:
    """Start the process that works on a run; ``folder`` is its own."""
    return _start(store, (run, worker), folder, limits, subprocess.DEVNULL)


def make_ready(store: Store, folder: Path, limits: Limits) -> subprocess.Popen[bytes]:
    """Start a process that loads all it needs, and waits for ``give``."""
    return _start(store, ("--wait",), folder, limits, subprocess.PIPE)


def give(process: subprocess.Popen[bytes], run: str, worker: str) -> bool:
    """Give a run to a process that was made ready; tell whether it took it."""
    if process.stdin is None or process.poll() is not None:
        return False
    try:
        process.stdin.write(f"{run} {worker}\n".encode())
        process.stdin.close()
    except OSError:
        return False
    return True


def _start(
    store: Store, words: tuple[str, ...], folder: Path, limits: Limits, said: int
) -> subprocess.Popen[bytes]:
    # -P: the folder a server is started from must not lend its modules.
    command = (
        *(sys.executable, "-P", "-m", "planner.jobs", *words),
        *("--memory", str(limits.memory), "--seconds", str(limits.seconds)),
        *("--jobs", str(limits.jobs)),
    )
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "PLANNER_DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "PYTHONPATH": os.pathsep.join(paths),
        "TMPDIR": str(folder),
        "JOBLIB_TEMP_FOLDER": str(folder),
    }
    with (folder / ERRORS).open("wb") as errors:
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=said,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it started, which are of its session."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        return


def last_words(folder: Path) -> str:
    """Return the last words of a process, for the server's own log."""
    try:
        return (folder / ERRORS).read_text(errors="replace")[-MOST_WORDS:]
    except OSError:
        return ""


def sweep(before: float) -> None:
    """Clear away the folders of workers that were last changed before a moment."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)
