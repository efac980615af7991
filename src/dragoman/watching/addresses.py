"""Which addresses may be asked: http and https, and hosts that are open to everybody."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx2

from dragoman.errors import InputError, UnavailableError

_LONGEST = 2000  # characters
# Python calls parts of these global.
_SPECIAL = [ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23")]
_NAT64 = ip_network("64:ff9b::/96")


def checked(address: str) -> httpx2.URL:
    """A web address, without its fragment.

    Raises:
        InputError: it is none, or tells a password, which has no place in a dataset.
    """
    if len(address) > _LONGEST:
        raise InputError(f"an address of more than {_LONGEST:,} characters")
    try:
        url = httpx2.URL(address).copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError) as error:
        raise InputError(f"no web address: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError("not an address of http or https")
    if url.userinfo:
        raise InputError("an address with a user name or password: only open pages are fetched")
    return url


async def resolved(url: httpx2.URL, *, allow_private: bool = False) -> list[str]:
    """The IP addresses of a host, in the order in which they should be tried.

    Whoever connects must use these and not ask again, for the next answer may be another.

    Raises:
        InputError: one of them is private, local or otherwise special, unless that is allowed.
        UnavailableError: the name is not known, or cannot be looked up now.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnavailableError(f"the name {url.host} cannot be looked up: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allow_private and not is_public(address):
            raise InputError(
                f"{url.host} is at {address}, a private or special address: only with"
                " --allow-private"
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, as is any IPv4 address that it holds."""
    ip = _within(ip_address(address))
    if any(ip in net for net in _SPECIAL if net.version == ip.version):
        return False
    local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or local)


def _within(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address leads to, where it is of such a kind."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
