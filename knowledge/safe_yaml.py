"""YAML that people wrote, checked before it is built.

No aliases, anchors or tags, no second document, a bounded size and depth: a hostile file costs no more than its
own length.
"""

from __future__ import annotations

from typing import Any

import yaml

from knowledge.faults import Fault, Faults
from knowledge.section import Section

LARGEST_BYTES = 2 * 1024 * 1024
DEEPEST = 20

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is some ten times faster, where it is built in


def open_section(text: str) -> Section:
    """The whole text as one mapping. Raises `Faults` when it is no YAML, or not safe to read."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_BYTES:
        raise Faults((Fault(0, "The file is larger than 2 MB."),))
    try:
        _refuse_unsafe(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Faults((Fault(0 if mark is None else mark.line + 1, f"This is not YAML: {error.problem}."),)) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Faults((Fault(0, "This is not YAML: it holds a character that is not allowed."),)) from error
    if not isinstance(node, yaml.MappingNode):
        raise Faults((Fault(1, "The file must be a mapping of keys and values."),))
    return Section(node, 1, "The file", [])


def _refuse_unsafe(text: str) -> None:
    depth = documents = 0
    faults: list[Fault] = []
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        line = 0 if mark is None else mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            faults.append(Fault(line, "Aliases (*name) are not allowed; write the value out."))
        elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            faults.append(Fault(line, "Anchors (&name) are not allowed."))
        if getattr(event, "tag", None) is not None:
            faults.append(Fault(line, "Tags (!name) are not allowed."))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                faults.append(Fault(line, "The file must hold one document only."))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise Faults((*faults, Fault(line, f"The file is nested deeper than {DEEPEST} levels.")))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    if faults:
        raise Faults(tuple(faults))
