"""Which addresses of a host may be connected to: those on the public internet."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from stance.errors import InputError

#: Gives the addresses of a host and port that may be connected to, or raises an InputError.
Resolver = Callable[[str, int], list[str]]


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, if all of them are on the public internet.

    Raises:
        InputError: The host has none, or one that is private, local or reserved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"There is no host {host}, or no network.", "Expected an address on the web.", "Check."
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(address):
            raise InputError(
                f"{host} is in a private or local network ({address}), which is not read from.",
                "Expected an address on the public web.",
                "Save the page as a file and name that.",
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, addresses packed into others included.

    >>> [is_public(one) for one in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::ffff:10.0.0.8")]
    [False, False, False, False]
    >>> is_public("93.184.215.14"), is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    (True, True)
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in ipaddress.ip_network("64:ff9b::/96"):  # the same host behind a translator
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if parsed.teredo or parsed.is_site_local:
            return False
    return parsed.is_global and not (
        parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified or parsed.is_loopback
    )
