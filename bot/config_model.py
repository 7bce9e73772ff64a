"""The settings of a language model that words answers; off unless its address is set."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.model import FORMS, OPENAI, ModelSettings
from bot.setting import Setting, is_loopback

SETTINGS = (
    Setting("MODEL_URL", "", "base address of a language model that words answers, https; empty means that none does"),
    Setting("MODEL_FORM", OPENAI, "how it is asked: openai (and all that is compatible with it) or azure"),
    Setting("MODEL_NAME", "", "the model's name; for azure the deployment's"),
    Setting("MODEL_KEY", "", "its key; empty where it needs none", True),
    Setting("MODEL_API_VERSION", "2024-10-21", "version of Azure's interface; for azure only"),
)


def read_model_config(values: Mapping[str, str], faults: list[str]) -> ModelSettings | None:
    """The language model, when one is set. Questions go there, so the way has to be private."""
    url, name, form = values["MODEL_URL"], values["MODEL_NAME"], values["MODEL_FORM"]
    if not url:
        return None
    if not _private(url):
        faults.append("SVA_MODEL_URL must be a plain https address, such as https://models.example/v1.")
    if not name:
        faults.append("SVA_MODEL_NAME is empty; give the model's name, or Azure's deployment.")
    if form not in FORMS:
        faults.append("SVA_MODEL_FORM must be openai or azure.")
    return ModelSettings(url, name, values["MODEL_KEY"], form, values["MODEL_API_VERSION"])


def _private(url: str) -> bool:
    """An https address and nothing more; http on this machine only."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
