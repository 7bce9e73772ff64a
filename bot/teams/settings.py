"""What the Teams door must be told, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.setting import is_loopback

PUBLIC_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
PUBLIC_LOGIN = "https://login.microsoftonline.com"
CONNECTORS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "*.botframework.com",
    "*.teams.microsoft.com",
)
FILE_STORES = ("*.sharepoint.com",)

ANY = "any"
"""As `allowed_tenants`: people of every tenant may talk to the assistant."""

# Stricter than the standard on purpose: no user part, no backslash, no query, so that no two parsers can
# disagree about which host is meant.
_ADDRESS = re.compile(r"(https?)://([A-Za-z0-9.-]+|\[::1\])(:\d{1,5})?(/[^\s\\?#@]*)?(\?[^\s\\#@]*)?")


@dataclass(frozen=True)
class TeamsSettings:
    """`app_type` is "SingleTenant", "UserAssignedMSI" or "MultiTenant".

    An empty `app_id` switches authentication off, which `check` allows on loopback only. `ca_file` names a
    file of certificates (PEM) to trust beside the system's. A certificate is a path to a PEM file with the
    private key, and its SHA-1 thumbprint in hexadecimal. `max_body` is in bytes.
    """

    app_id: str = ""
    app_type: str = "SingleTenant"
    tenant_id: str = ""
    allowed_tenants: frozenset[str] | str = frozenset()
    client_secret: str = field(default="", repr=False)
    certificate: str = ""
    certificate_thumbprint: str = ""
    openid_metadata_url: str = PUBLIC_METADATA
    login_url: str = PUBLIC_LOGIN
    ca_file: str = ""
    connector_hosts: tuple[str, ...] = CONNECTORS
    file_hosts: tuple[str, ...] = FILE_STORES
    allow_loopback: bool = False
    max_body: int = 256 * 1024

    @property
    def anonymous(self) -> bool:
        return not self.app_id

    def check(self, host: str) -> str | None:
        """What is wrong with these settings for a server bound to `host`, all of it, or None."""
        faults = self._anonymous_faults(host) if self.anonymous else [*self._tenant_faults(), *self._secret_faults()]
        return " ".join(faults) or None

    def _anonymous_faults(self, host: str) -> list[str]:
        if is_loopback(host):
            return []
        return ["Without a Teams app id nobody is authenticated: set it, or bind to 127.0.0.1."]

    def _tenant_faults(self) -> list[str]:
        faults = []
        if self.app_type not in ("SingleTenant", "UserAssignedMSI", "MultiTenant"):
            faults.append(f"The Teams app type {self.app_type!r} is not SingleTenant, UserAssignedMSI or MultiTenant.")
        if self.app_type == "MultiTenant" and self.allowed_tenants != ANY:
            faults.append('A multi-tenant app answers every tenant: say so with allowed tenants "any".')
        if self.app_type != "MultiTenant" and not self.tenant_id:
            faults.append("The Teams app needs its tenant id.")
        return faults

    def _secret_faults(self) -> list[str]:
        if self.app_type == "UserAssignedMSI":
            return []
        if bool(self.client_secret) == bool(self.certificate):
            return ["The Teams app needs a client secret or a certificate, one of the two."]
        if self.certificate and not self.certificate_thumbprint:
            return ["The Teams app's certificate needs its thumbprint."]
        if not self.login_url.startswith("https://"):
            return ["The address of the login authority must begin with https://."]
        return []

    def allows_tenant(self, tenant: str) -> bool:
        """True when people of that tenant may talk to the assistant."""
        if self.allowed_tenants == ANY:
            return True
        if self.anonymous and not self.allowed_tenants and not self.tenant_id:
            return True
        return bool(tenant) and (tenant == self.tenant_id or tenant in self.allowed_tenants)

    def allows_connector(self, url: str) -> bool:
        """True for a service address of Teams: nothing is sent, and no token shown, to any other."""
        return self._allows(url, self.connector_hosts)

    def allows_file_store(self, url: str) -> bool:
        """True for an address that files may be uploaded to."""
        return self._allows(url, self.file_hosts)

    def _allows(self, url: str, hosts: tuple[str, ...]) -> bool:
        match = _ADDRESS.fullmatch(url)
        if match is None:
            return False
        scheme, host = match[1], match[2].lower()
        if is_loopback(host.strip("[]")):
            return self.anonymous or self.allow_loopback
        return scheme == "https" and match[3] in (None, ":443") and any(_matches(host, wanted) for wanted in hosts)


def _matches(host: str, wanted: str) -> bool:
    """`wanted` is a host, or "*." and the end of its subdomains."""
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted
