"""What a setting is, and what more than one part asks of them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, its default, and what it is for."""

    name: str
    default: str
    purpose: str
    secret: bool = False


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def port_of(name: str, text: str, faults: list[str]) -> int:
    if text.isdigit() and int(text) < 65536:
        return int(text)
    faults.append(f"SVA_{name} is {text!r}; give a number from 0 to 65535.")
    return 0
