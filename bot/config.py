"""Every setting, once. Read from an environment that is handed in; all faults are told together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.config_mail import LOOPBACK, MailConfig, read_mail_config
from bot.config_mail import SETTINGS as MAIL_SETTINGS
from bot.config_model import SETTINGS as MODEL_SETTINGS
from bot.config_model import read_model_config
from bot.model import ModelSettings
from bot.setting import Setting, is_loopback, port_of
from domain.people import Role

PREFIX = "SVA_"
UNITED_KINGDOM = ZoneInfo("Europe/London")


class ConfigFaults(Exception):
    """Settings that cannot be used. The text has one line a fault and says what to do."""


SETTINGS = (
    Setting("HOST", "127.0.0.1", "address to listen on"),
    Setting("PORT", "3978", "port to listen on"),
    Setting("PUBLIC_URL", "", "https address under which people and Teams reach us; loopback when empty"),
    Setting("DATABASE_URL", "sqlite:///var/assistant.db", "SQLite file, or postgresql+psycopg://user@host/name"),
    Setting("ORGANISATION", "derbyshire", "id of the council, on every record"),
    Setting("ORGANISATION_NAME", "Derbyshire County Council", "the council's name, in documents and on pages"),
    Setting("SECRET", "", "at least 32 characters; signs links; made and kept in var/ on loopback when empty", True),
    Setting("SECRET_BEFORE", "", "the secret before this one, so that its links work until they end", secret=True),
    Setting("SUPPORT", "your council's procurement team", "whom people turn to when something fails"),
    Setting("UNKNOWN_STAFF", "officer", "role of unknown staff of an allowed tenant: officer or none"),
    Setting("APP_ID", "", "the bot's Microsoft app id; empty means no Teams authentication, on loopback only"),
    Setting("APP_TYPE", "SingleTenant", "SingleTenant or UserAssignedMSI"),
    Setting("APP_TENANT_ID", "", "Microsoft Entra tenant of the app registration"),
    Setting("APP_PASSWORD", "", "client secret of the app registration", True),
    Setting("APP_CERTIFICATE", "", "file with private key and certificate (PEM), instead of a client secret"),
    Setting("APP_THUMBPRINT", "", "thumbprint of that certificate"),
    Setting("ALLOWED_TENANTS", "", "tenant ids whose people may use us, comma separated; the app's own when empty"),
    Setting("OPENID_METADATA_URL", "", "where the signing keys of Teams are published; Microsoft's when empty"),
    Setting("LOGIN_URL", "", "token authority; Microsoft's public cloud when empty"),
    Setting("CA_FILE", "", "extra certificate authority file for Teams, the token authority and mail"),
    Setting("PRIVACY_TEXT", "", "file with the text of the privacy page"),
    Setting("TERMS_TEXT", "", "file with the text of the terms page"),
    Setting("SUPPORT_TEXT", "", "file with the text of the support page"),
    Setting(
        "DEV_CHAT",
        "",
        "on or off; the browser chat, where anybody can be anybody; see below",
    ),
    Setting("ENCODER_FOLDER", ".cache/encoder", "where the sentence model is, as python -m bot encoder builds it"),
    *MAIL_SETTINGS,
    *MODEL_SETTINGS,
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)


@dataclass(frozen=True)
class Config:
    """The settings, checked. `secret` is empty when one has to be made and kept in `data_folder`."""

    host: str
    port: int
    public_url: str
    database_url: str
    organisation: str
    organisation_name: str
    secret: str
    secret_before: str
    support: str
    unknown_staff: frozenset[Role]
    app_id: str
    app_type: str
    app_tenant_id: str
    app_password: str
    app_certificate: str
    app_thumbprint: str
    allowed_tenants: str
    openid_metadata_url: str
    login_url: str
    ca_file: str
    public_texts: Mapping[str, str]
    dev_chat: bool
    log_level: str
    mail: MailConfig
    model: ModelSettings | None = None
    """The language model that words answers; None when no model does."""
    data_folder: Path = Path("var")
    encoder_folder: Path = Path(".cache/encoder")
    zone: ZoneInfo = UNITED_KINGDOM

    @property
    def loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def dev_mail(self) -> bool:
        """Whether the pages that show all mail are there: on this machine, while no mail leaves it."""
        return self.loopback and self.mail.way_out == LOOPBACK


def read_config(environ: Mapping[str, str], read_file: Callable[[str], str]) -> Config:
    """The settings of this environment. Raises ConfigFaults with every fault at once."""
    faults: list[str] = []
    values = {s.name: environ.get(PREFIX + s.name, "").strip() or s.default for s in SETTINGS}
    known = {PREFIX + s.name for s in SETTINGS}
    faults += [f"{name} is no setting of ours; see RUNNING.md." for name in sorted(environ) if _stray(name, known)]
    host, port = values["HOST"], port_of("PORT", values["PORT"], faults)
    local = is_loopback(host)
    _check_dangerous(values, local, faults)
    config = Config(
        host=host,
        port=port,
        public_url=(values["PUBLIC_URL"] or f"http://{host}:{port}").rstrip("/"),
        database_url=values["DATABASE_URL"],
        organisation=values["ORGANISATION"],
        organisation_name=values["ORGANISATION_NAME"],
        secret=values["SECRET"],
        secret_before=values["SECRET_BEFORE"],
        support=values["SUPPORT"],
        unknown_staff=_unknown_staff(values["UNKNOWN_STAFF"], faults),
        app_id=values["APP_ID"],
        app_type=values["APP_TYPE"],
        app_tenant_id=values["APP_TENANT_ID"],
        app_password=values["APP_PASSWORD"],
        app_certificate=values["APP_CERTIFICATE"],
        app_thumbprint=values["APP_THUMBPRINT"],
        allowed_tenants=values["ALLOWED_TENANTS"],
        openid_metadata_url=values["OPENID_METADATA_URL"],
        login_url=values["LOGIN_URL"],
        ca_file=values["CA_FILE"],
        public_texts=_public_texts(values, read_file, faults),
        dev_chat=local and values["DEV_CHAT"] != "off" and (values["DEV_CHAT"] == "on" or _only_here(values)),
        log_level=values["LOG_LEVEL"].upper(),
        mail=read_mail_config(values, local=local, only_here=_only_here(values), faults=faults),
        encoder_folder=Path(values["ENCODER_FOLDER"]),
        model=read_model_config(values, faults),
    )
    if faults:
        raise ConfigFaults("\n".join(faults))
    return config


def _stray(name: str, known: set[str]) -> bool:
    return name.startswith(PREFIX) and name not in known


def _check_dangerous(values: Mapping[str, str], local: bool, faults: list[str]) -> None:
    """What is convenient on loopback is an open door anywhere else, so it does not start there."""
    secret = values["SECRET"]
    if secret and len(secret) < 32:
        faults.append("SVA_SECRET is too short; give at least 32 characters.")
    if not local and not secret:
        faults.append("SVA_SECRET is empty; it may be only on loopback. Give at least 32 random characters.")
    if not local and not values["PUBLIC_URL"].startswith("https://"):
        faults.append("SVA_PUBLIC_URL must be the https address under which people reach the assistant.")
    if not local and values["DEV_CHAT"] == "on":
        faults.append("SVA_DEV_CHAT is on; it lets anybody be anybody, so it runs on loopback only.")
    if not values["APP_ID"] and not local:
        faults.append("SVA_APP_ID is empty, so anybody could speak for anybody; that is allowed on loopback only.")
    if values["LOG_LEVEL"].upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        faults.append("SVA_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    if values["DEV_CHAT"] not in ("", "on", "off"):
        faults.append("SVA_DEV_CHAT must be on or off.")
    if fault := _database_fault(values["DATABASE_URL"]):
        faults.append(f"SVA_DATABASE_URL {fault}")


def _database_fault(url: str) -> str:
    """What is wrong with it; "" when nothing is."""
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return "must start with sqlite:/// or postgresql+psycopg://."
    if url.removeprefix("sqlite:///") in ("", ":memory:"):
        return "must name a file, such as sqlite:///var/assistant.db."
    try:
        urlsplit(url).port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return "has a port that is no number."
    return ""


def _only_here(values: Mapping[str, str]) -> bool:
    """True when nothing says that others are let in, by Teams or by a proxy on the same machine."""
    return not values["APP_ID"] and not values["PUBLIC_URL"]


def _unknown_staff(text: str, faults: list[str]) -> frozenset[Role]:
    if text not in ("officer", "none"):
        faults.append("SVA_UNKNOWN_STAFF must be officer or none.")
    return frozenset({Role.OFFICER}) if text == "officer" else frozenset()


def _public_texts(values: Mapping[str, str], read_file: Callable[[str], str], faults: list[str]) -> Mapping[str, str]:
    """Texts of the public pages that a file gives; the others have a text of ours."""
    texts = {}
    for page in ("privacy", "terms", "support"):
        name = f"{page.upper()}_TEXT"
        if values[name]:
            try:
                texts[page] = read_file(values[name])
            except OSError as fault:
                faults.append(f"SVA_{name}: the file cannot be read ({fault.strerror}).")
    return texts
