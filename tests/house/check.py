"""Every check of the code, one after the other, with all faults at once: `make check`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
    ("arrows", ["lint-imports"]),
    ("migrations", ["pytest", "-q", "tests/storage/test_migrate.py"]),
    ("documents", ["pytest", "-q", "tests/house"]),
)


def main() -> int:
    failed = []
    for name, command in CHECKS:
        started = time.monotonic()
        done = subprocess.run([BIN / command[0], *command[1:]], capture_output=True, text=True, check=False)
        took = time.monotonic() - started
        print(f"{name:<12} {'ok' if done.returncode == 0 else 'FAILED':<7} {took:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
