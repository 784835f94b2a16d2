"""How a server is set up, and the refusal to let strangers in."""

from dataclasses import dataclass
from ipaddress import ip_address
from secrets import token_urlsafe

from planner.errors import UsageError
from planner.runs import MOST_BYTES

LEAST_TOKEN = 16
"""Characters of a token that cannot be guessed by trying."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many there may be of something in so many seconds."""

    most: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one server is set up."""

    host: str = "127.0.0.1"
    token: str = ""
    """What a user must know; blank where none is asked for."""
    proxy_header: str = ""
    """In which header a proxy names the user it has let in."""
    proxies: frozenset[str] = frozenset()
    """Addresses of the proxies that are believed."""
    most_bytes: int = MOST_BYTES
    """Of an upload."""
    logins: Rate = Rate(most=10, seconds=300)
    """Wrong tokens of one address."""
    uploads: Rate = Rate(most=60, seconds=60)
    """Workbooks of one address."""

    @property
    def asks(self) -> bool:
        """Tell whether one must say who one is."""
        return bool(self.token or self.proxy_header)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_settings(settings: Settings) -> None:
    """Refuse to serve strangers.

    Raises:
        UsageError: others can reach the address and nothing keeps them out.
    """
    if bool(settings.proxy_header) != bool(settings.proxies):
        raise UsageError(
            "--proxy-header and --proxy belong together: which header names the user, "
            "and from which address it is believed. Example: --proxy-header "
            "X-Forwarded-User --proxy 10.0.0.5"
        )
    if is_loopback(settings.host):
        return
    if not settings.asks:
        raise UsageError(
            f"{settings.host} can be reached by other machines, so users must say who "
            "they are. Set PLANNER_TOKEN to a secret that you give to them, such as "
            f"{token_urlsafe(24)} (just made), or name the proxy that has let them in: "
            "--proxy-header NAME --proxy IP. Without --host only this machine gets in."
        )
    if settings.token and len(settings.token) < LEAST_TOKEN:
        raise UsageError(
            f"The token has {len(settings.token)} characters and could be found by "
            f"trying. Take at least {LEAST_TOKEN}, such as {token_urlsafe(24)} (just made)."
        )
