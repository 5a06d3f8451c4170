"""Which address of a host is connected to, if any: private ones only where they are allowed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from ipaddress import IPv4Network as Network4

from kg.errors import UsageError
from kg.harvesting.bounds import Broken, Unreachable

Address = IPv4Address | IPv6Address
Network = Network4 | IPv6Network
_NAT64 = ip_network("64:ff9b::/96")


def allowed_networks() -> tuple[Network, ...]:
    """Return the private networks that ``PIF_HARVEST_PRIVATE`` allows; usually none.

    Raises:
        UsageError: One is no network.
    """
    found = []
    for said in os.environ.get("PIF_HARVEST_PRIVATE", "").split():
        try:
            found.append(ip_network(said))
        except ValueError as error:
            raise UsageError(
                f"PIF_HARVEST_PRIVATE names {said[:60]!r}, which is no network.",
                "Write networks such as 10.1.0.0/16 or 127.0.0.1/32, with spaces between them.",
            ) from error
    return tuple(found)


def is_open(address: Address) -> bool:
    """Say whether an address is one of the open internet, whatever it is written in.

    >>> [is_open(ip_address(a)) for a in ("1.1.1.1", "::ffff:127.0.0.1", "2002:7f00:1::")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_open(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def address_of(host: str, port: int, scheme: str, allowed: Iterable[Network]) -> str:
    """Look a host up once and return the address to connect to.

    Whoever connects uses this very address: a name that stands for another one a moment later
    leads nowhere.

    Raises:
        Unreachable: There is no such host.
        Broken: It has no address that may be connected to in this way.
    """
    try:
        looked_up = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"There is no host {host}.") from error
    networks = tuple(allowed)
    found = [ip_address(str(each[4][0]).partition("%")[0]) for each in looked_up]
    fine = [a for a in found if is_open(a) or any(a in network for network in networks)]
    if not fine:
        raise Broken(
            "private-address",
            f"{host} is an address of a private network.",
            "If it is yours and trusted, name the network in PIF_HARVEST_PRIVATE.",
        )
    if scheme != "https":
        fine = [a for a in fine if a.is_loopback]
        if not fine:
            raise Broken(
                "not-https",
                f"{host} would be asked without encryption.",
                "List its https address; http is for this computer alone.",
            )
    return str(fine[0])
