"""A process for `test_outbox`: delivers what is due, until it is killed.

Each delivery is a line in a file, which stands for the outside: what is written there cannot be taken back.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.outbox import Patience, Worker
from domain.conversation import Delivery, Door
from domain.errors import TryLater
from storage.store import Store

LEASE = timedelta(seconds=0.5)


class FileDoor:
    """Fails now and then, as a door does."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, delivery: Delivery) -> None:
        if random.random() < 0.2:
            raise TryLater("busy", after=0.05)
        with self._path.open("a") as outside:
            outside.write(f"{delivery.key}\n")
        await asyncio.sleep(0.01)


async def main(url: str, path: str) -> None:
    store = Store(url, organisation="Derbyshire")
    worker = Worker(
        store,
        {Door.TEAMS: FileDoor(Path(path))},
        now=lambda: datetime.now(UTC),
        random=random.random,
        concurrency=4,
        lease=LEASE,
        poll=0.05,
        patience={Door.TEAMS: Patience((0.1,), attempts=1000)},
    )
    await worker.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
