"""Memory that is free again and still held: glibc keeps it between what is not."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return to the system what this process has freed, where that can be asked for."""
    with suppress(OSError, TypeError, AttributeError):  # Windows, macOS, musl
        ctypes.CDLL(None).malloc_trim(0)
