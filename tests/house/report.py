"""What is worth a look but is no fault: `python -m tests.house.report` lists long files and what has no docstring."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.house.diagrams import ROOT, sources

MOST_LINES = 350


def long_files() -> list[tuple[int, str]]:
    """Files of the rooms with more than `MOST_LINES` lines, the longest first."""
    counted = [(len(f.read_text("utf-8").splitlines()), str(f.relative_to(ROOT))) for f in sources()]
    return sorted((found for found in counted if found[0] > MOST_LINES), reverse=True)


def without_docstring() -> Iterator[str]:
    """Modules, and public classes and functions at their top level, that say nothing about themselves."""
    for file in sources():
        tree, path = ast.parse(file.read_text("utf-8")), file.relative_to(ROOT)
        if tree.body and ast.get_docstring(tree) is None:
            yield str(path)
        yield from (f"{path}:{node.lineno} {node.name}" for node in _public(tree) if ast.get_docstring(node) is None)


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def main() -> int:
    for lines, path in long_files():
        print(f"{path}: {lines} lines")
    print("\n".join(f"{place}: no docstring" for place in without_docstring()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
