"""What `pif serve` is asked to be, decided once, before anything is opened."""

from __future__ import annotations

import re
import socket
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from kg.errors import UsageError
from webui.protection import LOOPBACK
from webui.serving.connections import Bounds
from webui.serving.prefix import PREFIX

GRACE = 15.0
_SHORTEST_TOKEN = 16
_NAME = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
_YES = {"1": True, "true": True, "yes": True, "on": True}
_NO = {"": False, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Plan:
    """How to serve, to whom, and how much may be done."""

    host: str
    port: int
    public: bool
    because: str
    """Why the public is served although nobody said so; empty if somebody did, or it is not."""
    hosts: frozenset[str]
    workers: int
    threads: int
    updates: bool
    prefix: str
    proxies: int
    token_file: Path | None
    token: str = field(repr=False)
    access_log: str
    bounds: Bounds
    grace: float = GRACE
    conformance: bool = False


def decide(args: Namespace, environ: Mapping[str, str]) -> Plan:
    """Read the options, and the environment where an option is not given.

    Raises:
        UsageError: They cannot be, or would show strangers what only the owner may see.
    """
    if not 0 <= args.port < 65536:
        raise UsageError(f"There is no port {args.port}.", "Choose one from 1024 to 65535.")
    loopback = is_loopback(args.host)
    proxies = _proxies(args.proxies if args.proxies is not None else environ.get("PIF_PROXIES"))
    because = ""
    if not args.public and not loopback:
        because = f"{args.host} is not an address of this computer alone"
    elif not args.public and proxies:
        because = "a proxy in front brings requests of others"
    public = args.public or bool(because)
    conformance = switch(environ, "PIF_CONFORMANCE")
    if conformance and public:
        raise UsageError(
            "PIF_CONFORMANCE opens a store to everybody, so it is for this computer alone.",
            "Leave --public, --proxies and --host out, or unset PIF_CONFORMANCE.",
        )
    token = environ.get("PIF_TOKEN", "")
    if token and public and len(token) < _SHORTEST_TOKEN:
        raise UsageError(
            f"PIF_TOKEN has {len(token)} characters; that can be guessed.",
            "Make a token with `pif token add`, or use 16 random characters or more.",
        )
    file = args.token_file or environ.get("PIF_TOKEN_FILE") or None
    names = _names(args.name or environ.get("PIF_NAMES", "").split())
    return Plan(
        host=args.host,
        port=args.port,
        public=public,
        because=because,
        hosts=_hosts(args.host, names, public=public),
        workers=_workers(args.workers, public=public, alone=conformance),
        threads=_count(args.threads, "--threads", 1, 1000, 0),
        updates=switch(environ, "PIF_UPDATE") and not args.read_only,
        prefix=_prefix(args.prefix or environ.get("PIF_PREFIX", "")),
        proxies=proxies,
        token_file=Path(file) if file else None,
        token=token,
        access_log=args.access_log or ("-" if public else "off"),
        bounds=Bounds(
            patience=_seconds(args.patience, "--patience", 0.1),
            keep_alive=_seconds(args.keep_alive, "--keep-alive", 0.1),
        ),
        grace=_seconds(args.grace, "--grace", 0),
        conformance=conformance,
    )


def is_loopback(host: str) -> bool:
    """Say whether an address or name leads to this computer and nowhere else.

    Raises:
        UsageError: It leads nowhere.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError(
            f"There is no address {host!r}.", "Give --host an address of this computer."
        ) from None
    return all(ip_address(address[4][0]).is_loopback for address in found)


def switch(environ: Mapping[str, str], name: str) -> bool:
    """Read a setting that is on or off.

    Raises:
        UsageError: It is neither.
    """
    said = environ.get(name, "").strip().lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise UsageError(f"{name} is {said!r}, which is neither on nor off.", "Say 1 or 0.")


def _hosts(host: str, names: frozenset[str], *, public: bool) -> frozenset[str]:
    if public:
        # Without names any is answered: what the public may see is not told by who asks.
        return LOOPBACK | names if names else frozenset()
    return LOOPBACK | names | {f"[{host}]" if ":" in host else host}


def _names(given: list[str]) -> frozenset[str]:
    for name in given:
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is not the name of a host.",
                "Give it without http:// and without a port, such as evidence.example.org.",
            )
    return frozenset(name.lower() for name in given)


def _proxies(given: str | int | None) -> int:
    said = str(given if given is not None else "").strip() or "0"
    return _count(int(said) if said.isdecimal() else -1, "--proxies", 0, 9, 0)


def _workers(given: int | None, *, public: bool, alone: bool) -> int:
    if alone:
        return 1  # the store in memory is the worker's own
    return _count(given, "--workers", 1, 64, 2 if public else 1)


def _count(given: int | None, option: str, least: int, most: int, default: int) -> int:
    if given is None:
        return default
    if not least <= given <= most:
        raise UsageError(f"{option} takes a number from {least} to {most}.")
    return given


def _seconds(given: float, option: str, least: float) -> float:
    if not least <= given <= 3600:
        raise UsageError(f"{option} takes a number of seconds from {least:g} to 3600.")
    return given


def _prefix(given: str) -> str:
    prefix = given.rstrip("/")
    if prefix and not PREFIX.fullmatch(prefix):
        raise UsageError(
            f"{given!r} is not a prefix of addresses.", "Give it as /evidence, or /tools/evidence."
        )
    return prefix
