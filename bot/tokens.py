"""Signed addresses that end: a document of a kind, about a record, until a day."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.intent import LINKS_LAST


class BadToken(Exception):
    """Not a token of ours, or changed on its way."""


class OldToken(Exception):
    """A token of ours whose time is over."""


@dataclass(frozen=True)
class Tokens:
    """Makes and reads tokens. Whoever holds one may read that one document until it ends, nothing else.

    `secrets` are tried in order, so that a new one can be put before the old until its links have ended.
    """

    secrets: tuple[str, ...]

    def make(self, kind: str, ref: str, at: datetime) -> str:
        """A token for a document of this kind about this record, good for a week from `at`."""
        ends = int((at + LINKS_LAST).timestamp())
        body = _encode(json.dumps([kind, ref, ends], separators=(",", ":")).encode())
        return f"{body}.{_encode(self._sign(self.secrets[0], body))}"

    def read(self, token: str, now: datetime) -> tuple[str, str]:
        """Kind and record of a token. Raises BadToken, or OldToken when it has ended."""
        body, _, signature = token.partition(".")
        try:
            given = _decode(signature)
            signed = any(hmac.compare_digest(self._sign(s, body), given) for s in self.secrets)
            if not signed:
                raise BadToken("the signature is not ours")
            kind, ref, ends = json.loads(_decode(body))
        except ValueError as fault:
            raise BadToken("not a token") from fault
        if now > datetime.fromtimestamp(ends, UTC):
            raise OldToken("the token has ended")
        return str(kind), str(ref)

    @staticmethod
    def _sign(secret: str, body: str) -> bytes:
        return hmac.new(secret.encode(), b"document:" + body.encode(), hashlib.sha256).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii", "strict") + b"=" * (-len(text) % 4))
