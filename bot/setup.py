"""From settings to an app: the Teams door's settings, the secret, time and chance."""

from __future__ import annotations

import os
import random
import secrets
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App, Outside
from bot.config import Config
from bot.teams.settings import ANY, PUBLIC_LOGIN, PUBLIC_METADATA, TeamsSettings


def new_app(config: Config) -> App:
    """The app of these settings with real time and chance. Nothing is opened yet."""
    outside = Outside(lambda: datetime.now(UTC), secrets.token_bytes, random.random)
    return App(config, config.secret or kept_secret(config.data_folder), teams_settings(config), outside)


def teams_settings(config: Config) -> TeamsSettings:
    tenants = config.allowed_tenants
    allowed = ANY if tenants == ANY else frozenset(t.strip() for t in tenants.split(",") if t.strip())
    return TeamsSettings(
        app_id=config.app_id,
        app_type=config.app_type,
        tenant_id=config.app_tenant_id,
        allowed_tenants=allowed,
        client_secret=config.app_password,
        certificate=config.app_certificate,
        certificate_thumbprint=config.app_thumbprint,
        openid_metadata_url=config.openid_metadata_url or PUBLIC_METADATA,
        login_url=config.login_url or PUBLIC_LOGIN,
        ca_file=config.ca_file,
        allow_loopback=config.loopback,
    )


def kept_secret(folder: Path) -> str:
    """The secret of this machine: made at the first start on loopback and kept, readable by its owner only."""
    file = folder / "secret"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text("utf-8").strip()
