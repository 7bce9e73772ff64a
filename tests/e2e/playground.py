"""The assistant in the Microsoft 365 Agents Playground, a client of another maker: `make playground`.

Needs node and npm, installs the Playground into .cache/playground, and is for a developer's machine only.
Without an option it prints the address to open; with `--drive` it walks a journey through and takes pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.assistant import PROJECT, Assistant, free_port
from tests.e2e.person import LOTS, SENTENCE, SMALLER_FIRMS, open_browser

PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
FOLDER = PROJECT / ".cache" / "playground"
NAMES = ("Amira Hollis", "Owen Partridge", "Ben Castle", "Sofia Marsh", "Ada Winter", "Carol Dene")
"""Who speaks, and the five others that the Playground wants."""


MOST_CARDS = 20
"""Cards between the form and the review; more means that we are going round in a circle."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Tries the assistant in the Microsoft 365 Agents Playground.")
    parser.add_argument("--drive", action="store_true", help="walk a journey through in Chromium, with pictures")
    drive = bool(parser.parse_args().drive)
    install()
    write_people()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(Path(folder))
        assistant.start()
        try:
            with playing(assistant.address) as (playground, address):
                if drive:
                    walk(address)
                else:
                    print(f"Open {address} in a browser. Ctrl-C ends it.", flush=True)
                    playground.wait()
        except KeyboardInterrupt:
            print("Stopping.")
        finally:
            assistant.stop()
            print(assistant.log)
    return 0


def install() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "node_modules" / "@microsoft" / "m365agentsplayground").exists():
        command = ["npm", "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", "--no-save", PACKAGE]
        subprocess.run(command, check=True)


def write_people() -> None:
    """The Playground's own settings. JSON is YAML too."""
    users = [
        {
            "name": name,
            "id": f"user-{number}",
            "aadObjectId": f"00000000-0000-0000-0000-{number:012}",
            "givenName": name.split()[0],
            "surname": name.split()[1],
            "email": f"{name.split()[0].lower()}@council.example",
            "userPrincipleName": f"{name.split()[0].lower()}@council.example",
        }
        for number, name in enumerate(NAMES, start=1)
    ]
    team = {
        "id": "team-id",
        "name": "Procurement",
        "aadGroupId": "group-1",
        "channels": [{"id": "channel-id", "name": "General"}],
    }
    settings = {
        "version": "0.1.0",
        "tenantId": "00000000-0000-0000-0000-000000000001",
        "bot": {"id": "bot-id", "name": "Social Value Assistant"},
        "currentUser": users[0],
        "users": users[1:],
        "personalChat": {"id": "personal-chat-id"},
        "groupChat": {"id": "group-chat-id", "name": "Tender group"},
        "team": team,
    }
    (FOLDER / ".m365agentsplayground.yml").write_text(json.dumps(settings, indent=1), encoding="utf-8")


@contextmanager
def playing(assistant: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The Playground's process and address, once its page answers. Raises RuntimeError when it ends before."""
    port = free_port()
    script = FOLDER / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
    command = ["node", str(script), "start", "-e", f"{assistant}/api/messages", "-c", "msteams", "-p", str(port)]
    command += ["--disable-telemetry", "--enable-events-recording"]
    address = f"http://localhost:{port}"
    with (FOLDER / "output.log").open("wb") as output:
        quiet = os.environ | {"BROWSER": "none"}
        process = subprocess.Popen(command, cwd=FOLDER, env=quiet, stdout=output, stderr=output)
        try:
            while not answers(address):
                if process.poll() is not None:
                    raise RuntimeError(f"The Playground ended; {FOLDER}/devTools says why.")
                time.sleep(0.2)
            yield process, address
        finally:
            process.terminate()
            process.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def walk(address: str) -> None:
    """From the welcome over a sentence and its forms to the tender pack, as a person does it."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(20_000)
        page.route(re.compile(r"cdn\.office\.net"), lambda route: route.abort())
        page.goto(address)
        page.get_by_text("Welcome to the Social Value Assistant").first.wait_for()
        take(page, "1-welcome")
        page.get_by_role("textbox").first.fill(SENTENCE)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Step 1 of 6: What you are buying").wait_for()
        take(page, "2-form")
        fill_form(page)
        take(page, "3-filled")
        page.get_by_role("button", name="Continue", exact=True).last.click()
        page.get_by_text("What kind of arrangement is it?").last.wait_for()
        page.get_by_role("button", name="Continue", exact=True).last.click()
        page.get_by_role("heading", name="Choose the outcomes").wait_for()
        take(page, "4-outcomes")
        go_on_to_review(page)
        take(page, "5-review")
        page.get_by_role("button", name="Make the tender pack", exact=True).last.click()
        page.get_by_role("heading", name="Your tender pack is ready").wait_for()
        take(page, "6-pack")
        browser.close()


def go_on_to_review(page: Page) -> None:
    """Takes what each card proposes, ticks the tests, and answers what the Act asks."""
    heading = page.get_by_role("heading", name=re.compile("^Step|^Check the selection")).last
    for _ in range(MOST_CARDS):
        before = heading.inner_text()
        if before.startswith("Check the selection"):
            return
        for box in page.get_by_role("checkbox", name="Tick each test").all():
            box.check()
        for words in page.get_by_role("textbox", name=re.compile("^How might")).all():
            words.fill("Adults who live alone meet others.")
        for choice in page.get_by_role("radio", name="Yes, we will consult").all():
            choice.check()
        page.get_by_role("button", name="Continue", exact=True).last.click()
        expect(heading).not_to_have_text(before)
    raise RuntimeError(f"still at {heading.inner_text()}")


def fill_form(page: Page) -> None:
    """Found by role and label alone, so this is a check of what a screen reader finds, too."""
    for number, (place, value) in LOTS.items():
        page.get_by_role("checkbox", name=re.compile(rf"^Lot {number}: where .* {place}$")).check()
        if value:
            page.get_by_role("textbox", name=f"Lot {number}: what is its whole-life value").fill(value)
    page.get_by_role("radio", name="Yes, VAT is included").check()
    page.get_by_role("radio", name=SMALLER_FIRMS).check()


def take(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    raise SystemExit(main())
