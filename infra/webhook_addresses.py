"""Which addresses webhooks may reach: public ones, and those that a setting names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
# Relays to IPv6 that are in whatever network we are in (RFC 7526).
_RELAYS = ip_network("192.88.99.0/24")


def address_of(text: str) -> Address:
    """The address; one of IPv4 that is written in IPv6 is that of IPv4. Raises ValueError."""
    address = ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def is_public(address: Address) -> bool:
    """Whether it is everybody's on the internet, and so is each that it stands for."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _RELAYS
    embedded = list(_embedded(address))
    unicast = address in _NAT64 or (address in _UNICAST and address.is_global) or bool(embedded)
    return unicast and all(map(is_public, embedded))


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 that a packet to this one ends at."""
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


@dataclass(frozen=True)
class Permitted:
    """What a setting permits besides public addresses."""

    networks: Sequence[IPv4Network | IPv6Network] = ()

    @classmethod
    def of(cls, networks: Sequence[str]) -> Permitted:
        return cls(tuple(map(ip_network, networks)))

    def __contains__(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def may_reach(self, address: Address) -> bool:
        """By https."""
        return address in self or is_public(address)

    def may_reach_openly(self, address: Address) -> bool:
        """By http."""
        return address in self
