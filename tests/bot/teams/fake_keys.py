"""Signing keys of our own, and tokens signed with them as Teams signs its."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """The same key for the same name, made once a process: making one is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeKeys:
    """What is published (`names`, with the channels each may sign for) and what tokens are signed with."""

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.time
        self.published: dict[str, list[str] | None] = {"first": ["msteams", "webchat"], "old": ["msteams"]}
        self.signer = "first"

    def rotate(self, name: str = "second") -> None:
        """A new key is published and signs from now on; the earlier ones are withdrawn."""
        self.published = {name: ["msteams"]}
        self.signer = name

    def document(self) -> dict[str, Any]:
        keys = []
        for name, endorsements in self.published.items():
            key = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
            key |= {"kid": name, "use": "sig"}
            if endorsements is not None:
                key["endorsements"] = endorsements
            keys.append(key)
        return {"keys": [*keys, {"kty": "EC", "kid": "other"}]}

    def token(
        self, app_id: str, service_url: str, *, without: str = "", key: str = "", kid: str = "", **claims: Any
    ) -> str:
        """A token for an app and a service address. `without` names a claim to leave out; others replace theirs."""
        now = int(self.now())
        content = {"iss": ISSUER, "aud": app_id, "serviceurl": service_url, "nbf": now - 60, "exp": now + 3600}
        content |= claims
        content.pop(without, None)
        key = key or self.signer
        return jwt.encode(content, private_key(key), algorithm="RS256", headers={"kid": kid or key})
