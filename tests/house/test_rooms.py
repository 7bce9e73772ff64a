"""The arrows between rooms are checked, and nothing happens when a module is imported."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.house.diagrams import ROOT, arrows, sources

QUIET_IMPORT = """
import importlib, sys
loud = ("socket.connect", "socket.bind", "_thread.start_new_thread", "subprocess.Popen", "os.mkdir", "os.remove")
def heard(event, arguments):
    writes = event == "open" and (
        any(letter in str(arguments[1] or "") for letter in "wax+") or (arguments[2] or 0) & 0o1103
    )
    if event == "socket.bind" and arguments[1] == ("::1", 0):
        return  # urllib3 finds out in this way whether the machine has IPv6
    if (writes and arguments[0] != "/dev/null") or event in loud:
        print(module, event, *arguments[:2])
module = ""
sys.addaudithook(heard)
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def modules() -> list[str]:
    """Every module of the rooms; the migrations' environment is run by Alembic and is no module to import."""
    paths = [f.relative_to(ROOT).with_suffix("") for f in sources() if "migrations" not in f.parts]
    return [".".join(path.parts).removesuffix(".__init__") for path in paths]


def heard(*names: str) -> str:
    command = [sys.executable, "-B", "-c", QUIET_IMPORT, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_everything_writes_nothing_connects_to_nothing_and_starts_nothing() -> None:
    assert len(modules()) > 50
    assert heard(*modules()) == ""


def test_the_arrows_are_the_house_s() -> None:
    assert arrows() == {
        ("bot", "dialogs"),
        ("bot", "storage"),
        ("dialogs", "cards"),
        ("dialogs", "knowledge"),
        ("storage", "domain"),
        ("cards", "domain"),
        ("knowledge", "domain"),
    }


def test_the_import_contracts_are_there() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = [contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers"]
    assert ["bot", "dialogs | storage", "cards | knowledge", "domain"] in layers
    forbidden = {
        (room, name)
        for c in settings["contracts"]
        if c["type"] == "forbidden"
        for room in c["source_modules"]
        for name in c["forbidden_modules"]
    }
    pure = ("dialogs", "knowledge", "domain", "cards")
    wanted = {(room, name) for room in pure for name in ("sqlalchemy", "aiohttp", "botbuilder", "msal")}
    wanted |= {("bot", "sqlalchemy"), ("storage", "botbuilder")}
    assert wanted - forbidden == set()
