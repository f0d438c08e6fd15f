"""Writes and reads checkpoints and tokens as tensors and plain values. Files are never unpickled, since that runs what they say."""

import pickle
from pathlib import Path

import torch

from network import Spec
from tokens import Dictionary, Tokens

ARRAYS = ("actions", "movers", "cells", "bar")


def write(values: dict, path: Path) -> None:
    """`values` may hold a `spec`, `dictionaries` and `tokens`. A process that ends in between leaves the file as it was."""
    plain = dict(values)
    if "spec" in values:
        spec = values["spec"]
        plain["spec"] = {"header": spec.header, "cells": spec.cell_codes - 1, "bar": spec.bar_codes - 1, "moves": spec.moves}
    if "dictionaries" in values:
        plain["dictionaries"] = [one.state() for one in values["dictionaries"]]
    if "tokens" in values:
        plain["tokens"] = {name: torch.from_numpy(getattr(values["tokens"], name)) for name in ARRAYS}
    new = path.with_name(f"{path.name}.new")
    torch.save(plain, new)
    new.replace(path)


def read(path: Path, device: str | torch.device = "cpu") -> dict:
    """What `write` wrote; a ValueError for any other file."""
    try:
        kept = torch.load(path, map_location=device, weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as cause:
        raise ValueError(f"{path}: holds more than tensors and plain values, or is damaged; make it again") from cause
    if "spec" in kept:
        spec = kept["spec"]
        kept["spec"] = Spec(spec["header"], spec["cells"], spec["bar"], spec["moves"])
    if "dictionaries" in kept:
        kept["dictionaries"] = tuple(Dictionary.restore(one) for one in kept["dictionaries"])
    if "tokens" in kept:
        kept["tokens"] = Tokens(*(kept["tokens"][name].cpu().numpy() for name in ARRAYS))
    return kept
