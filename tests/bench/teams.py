"""The measuring side: Teams and its login authority on loopback, and the clock that stands beside them."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import unquote

import certifi
import orjson
import trustme

from tests.bench import wire
from tests.bench.wire import Reply, Request
from tests.bot.teams import fake_people
from tests.bot.teams.fake_keys import FakeKeys
from tests.bot.teams.fake_people import APP_ID, User

TOKENS = 8
"""How many different tokens the requests carry in turn."""

_TAKEN = b'{"id":"1:1"}'


@dataclass(frozen=True)
class Arrived:
    """A message of a target, and when it came (perf_counter)."""

    body: bytes
    at: float


@dataclass
class Teams:
    """`folder` is for certificates. `fault` may answer in place of the connector: it is told the conversation and
    the body, and gives a reply, or "drop", or None for the usual one.

    The connector and the login authority speak TLS; `connections` counts the connector's, `tokens` the tokens
    that were asked for, and `unauthorised` requests to the connector without one.
    """

    folder: Path
    connections: int = 0
    tokens: int = 0
    unauthorised: int = 0
    fault: Callable[[str, bytes], Reply | str | None] | None = None
    waiting: dict[str, asyncio.Future[Arrived]] = field(default_factory=dict)
    unasked: Counter[bytes] = field(default_factory=Counter)
    """Messages that nobody waited for, and how often each came."""

    async def __aenter__(self) -> Teams:
        authority, self._keys = trustme.CA(), FakeKeys()
        self.ca_file, self.bundle = self.folder / "ca.pem", self.folder / "bundle.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        # As in production: whoever reads its certificates for each new connection pays for all of them.
        self.bundle.write_bytes(Path(certifi.where()).read_bytes() + authority.cert_pem.bytes())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(tls)
        self._people: dict[str, User] = {}
        self._open: set[asyncio.Transport] = set()
        self._number = 0
        public, self._public_url = await wire.serve(self._metadata, self._open.add)
        login, self.login_url = await wire.serve(self._login, self._open.add, tls)
        connector, root = await wire.serve(self._connector, self._connected, tls)
        self._servers = [public, login, connector]
        self.service_url = root + "/emea/"
        self.metadata_url = self._public_url + "/v1/.well-known/openidconfiguration"
        self.bearers = [self._keys.token(APP_ID, self.service_url, jti=str(n)) for n in range(TOKENS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for transport in self._open:
            transport.close()

    def user(self, name: str) -> User:
        person = fake_people.person(name, "", "", "user")
        self._people[person.id] = person
        return person

    def next_id(self) -> str:
        self._number += 1
        return str(1_700_000_000_000 + self._number)

    def bearer(self) -> str:
        return self.bearers[self._number % TOKENS]

    def expect(self, user: User) -> asyncio.Future[Arrived]:
        """Done when the next message to this user's chat arrives."""
        self.waiting[user.chat.id] = future = asyncio.get_running_loop().create_future()
        return future

    def _connected(self, transport: asyncio.Transport) -> None:
        self.connections += 1
        self._open.add(transport)

    def _metadata(self, request: Request) -> Reply:
        if request.path.endswith("openidconfiguration"):
            found = {
                "issuer": "https://api.botframework.com",
                "jwks_uri": self._public_url + "/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
            return Reply(body=orjson.dumps(found))
        return Reply(body=orjson.dumps(self._keys.document()))

    def _login(self, request: Request) -> Reply:
        root = self.login_url + "/" + request.path.split("/")[1]
        if request.path.endswith("/token"):
            self.tokens += 1
            given = {"token_type": "Bearer", "expires_in": 3599, "access_token": "a" * 1300}
            return Reply(body=orjson.dumps(given))
        found = {
            "issuer": root + "/v2.0",
            "token_endpoint": root + "/oauth2/v2.0/token",
            "authorization_endpoint": root + "/oauth2/v2.0/authorize",
            "tenant_discovery_endpoint": root + "/v2.0/.well-known/openid-configuration",
            "metadata": [],
        }
        return Reply(body=orjson.dumps(found))

    def _connector(self, request: Request) -> Reply | None:
        came = perf_counter()
        self.unauthorised += not request.authorised
        parts = request.path.partition("/v3/conversations/")[2].split("/")
        if len(parts) == 3 and parts[1] == "members":
            return Reply(body=orjson.dumps(self._people[unquote(parts[2])].member()))
        conversation = unquote(parts[0])
        fault = self.fault(conversation, request.body) if self.fault is not None else None
        if fault is not None:
            return fault if isinstance(fault, Reply) else None
        waiting = self.waiting.pop(conversation, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(Arrived(request.body, came))
        else:
            self.unasked[request.body] += 1
        return Reply(201, _TAKEN)
