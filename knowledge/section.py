"""Reading one mapping of a YAML file, with the line of everything.

The readers of a `Section` return a harmless value when they find a fault, and note the fault, so that one
reading finds them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

import yaml

from knowledge.faults import Fault

_STRING = "tag:yaml.org,2002:str"
_WHOLE = "tag:yaml.org,2002:int"
_DECIMAL = "tag:yaml.org,2002:float"
_FLAG = "tag:yaml.org,2002:bool"
_NULL = "tag:yaml.org,2002:null"


class Section:
    """One mapping of the file. `name` is what a fault calls it; `faults` is shared by all sections of a file."""

    def __init__(self, node: yaml.MappingNode | None, line: int, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.line = line
        self.faults = faults
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._read: set[str] = set()
        for key, value in node.value if node else ():
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.fault(line, "a key must be a word.")
            elif key.value in self._nodes:
                self.fault(line, f'the key "{key.value}" is there twice.')
            else:
                self._nodes[key.value] = value
                self._lines[key.value] = line

    def fault(self, line: int, text: str) -> None:
        self.faults.append(Fault(line, f"{self.name}: {text}"))

    def has(self, key: str) -> bool:
        """True when the key is there and is not null."""
        node = self._nodes.get(key)
        return node is not None and node.tag != _NULL

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def is_list(self, key: str) -> bool:
        return isinstance(self._nodes.get(key), yaml.SequenceNode)

    def ignore(self, *keys: str) -> None:
        """These keys may be there; nothing reads them."""
        self._read.update(keys)

    def finish(self) -> None:
        """Notes every key that nothing has asked for."""
        for key in self._nodes.keys() - self._read:
            self.fault(self._lines[key], f'the key "{key}" is not known.')

    def text(self, key: str, *, default: str | None = None) -> str:
        """Words; never empty unless there is a default."""
        value = self._scalar(key, _STRING, "words", needed=default is None)
        if value is None:
            return default or ""
        if not value.strip() and default is None:
            self.fault(self.line_of(key), f'"{key}" is empty.')
        return " ".join(value.split())

    def choice(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        return self._one_of(key, value, allowed, self.line_of(key)) if value else ""

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._scalar(key, _FLAG, "true or false", needed=default is None)
        return bool(default) if value is None else value.lower() in {"true", "yes", "on"}

    def whole(self, key: str) -> int:
        """A whole number that is not negative."""
        value = self._scalar(key, _WHOLE, "a whole number")
        return 0 if value is None else self._whole(key, value, self.line_of(key))

    def number(self, key: str) -> Decimal:
        """A number that is not negative, exactly as written."""
        self._read.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.ScalarNode) and node.tag in {_WHOLE, _DECIMAL}:
            return self._number(key, node.value, self.line_of(key))
        self._wrong(key, node, "a number", needed=True)
        return Decimal(0)

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A date such as 2026-11-22, with or without quotation marks."""
        self._read.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.ScalarNode) and node.tag != _NULL:
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                self.fault(self.line_of(key), f'"{key}" must be a date such as 2026-11-22, not "{node.value[:40]}".')
                return None
        self._wrong(key, node, "a date such as 2026-11-22", needed=needed)
        return None

    def texts(self, key: str, *, allowed: Collection[str] | None = None, default: bool = False) -> tuple[str, ...]:
        """A list of words. With `default` the key may be missing."""
        found = []
        for node in self._list(key, needed=not default):
            line = _line(node)
            if not isinstance(node, yaml.ScalarNode) or node.tag != _STRING or not node.value.strip():
                self.fault(line, f'"{key}" must be a list of words.')
            else:
                value = " ".join(node.value.split())
                if value in found:
                    self.fault(line, f'"{key}" has "{value}" twice.')
                found.append(value if allowed is None else self._one_of(key, value, allowed, line))
        return tuple(value for value in found if value)

    def numbers(self, key: str) -> tuple[Decimal, Decimal]:
        """Two numbers, the lowest and the highest."""
        nodes = self._list(key)
        values = [
            self._number(key, node.value, _line(node))
            for node in nodes
            if isinstance(node, yaml.ScalarNode) and node.tag in {_WHOLE, _DECIMAL}
        ]
        if len(nodes) == 2 and len(values) == 2 and values[0] <= values[1]:
            return values[0], values[1]
        if key in self._nodes:
            self.fault(self.line_of(key), f'"{key}" must be the lowest and the highest number, such as [1, 2].')
        return Decimal(0), Decimal(0)

    def range(self, key: str) -> tuple[int, int]:
        """Two whole numbers, the lowest and the highest."""
        low, high = self.numbers(key)
        if low % 1 or high % 1:
            self.fault(self.line_of(key), f'"{key}" must be whole numbers.')
        return int(low), int(high)

    def section(self, key: str, name: str) -> Section:
        """The mapping at that key; an empty one when there is none."""
        self._read.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.MappingNode):
            return Section(node, _line(node), name, self.faults)
        self._wrong(key, node, "a mapping of keys and values", needed=True)
        return Section(None, self.line_of(key), name, [])  # one fault is enough for all that is in it

    def sections(self, key: str, called: str) -> Iterator[Section]:
        """The mappings of a list. Each is named after its `id` or `key`, else after its place in the list."""
        for place, node in enumerate(self._list(key), start=1):
            if isinstance(node, yaml.MappingNode):
                yield Section(node, _line(node), _name_of(node) or f"{called} {place}", self.faults)
            else:
                self.fault(_line(node), f'"{key}" must be a list of mappings.')

    def names(self) -> tuple[str, ...]:
        """Every key, in the order of the file."""
        return tuple(self._nodes)

    def _list(self, key: str, *, needed: bool = True) -> list[yaml.Node]:
        self._read.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self._wrong(key, node, "a list", needed=needed)
        return []

    def _scalar(self, key: str, tag: str, expected: str, *, needed: bool = True) -> str | None:
        self._read.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.ScalarNode) and node.tag == tag:
            return str(node.value)
        if tag == _STRING and isinstance(node, yaml.ScalarNode) and node.tag in {_WHOLE, _DECIMAL}:
            return str(node.value)  # a version such as 1.0 is words too
        self._wrong(key, node, expected, needed=needed)
        return None

    def _wrong(self, key: str, node: yaml.Node | None, expected: str, *, needed: bool) -> None:
        if node is None:
            if needed:
                self.fault(self.line, f'"{key}" is missing.')
        elif node.tag != _NULL or needed:
            self.fault(self.line_of(key), f'"{key}" must be {expected}.')

    def _one_of(self, key: str, value: str, allowed: Collection[str], line: int) -> str:
        if value in allowed:
            return value
        self.fault(line, f'"{key}" cannot be "{value[:40]}"; it is one of {", ".join(allowed)}.')
        return ""

    def _whole(self, key: str, value: str, line: int) -> int:
        return int(self._number(key, value, line))

    def _number(self, key: str, value: str, line: int) -> Decimal:
        # YAML also knows 0x1F, 1e3, .inf and 12:30; people who write a Framework do not mean them.
        if not value.replace(".", "", 1).isascii() or not value.replace(".", "", 1).isdigit() or len(value) > 15:
            self.fault(line, f'"{key}" must be a plain number such as 250000 or 13.45, not "{value[:40]}".')
            return Decimal(0)
        return Decimal(value)


def _name_of(node: yaml.MappingNode) -> str:
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in {"id", "key"} and isinstance(value, yaml.ScalarNode):
            return str(value.value)[:60]
    return ""


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
