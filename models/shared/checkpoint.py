"""Checkpoints of runs: tensors, numbers and text only. Files are never unpickled, since that runs what they say."""

import pickle
from pathlib import Path

import torch

NAME = 'checkpoint.pt'


def write_values(values: dict, path: Path) -> None:
    """Writes tensors and plain values. A process that ends in between leaves the file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f'{path.name}.new')
    torch.save(values, new)
    new.replace(path)


def read_values(path: Path, device: str = 'cpu') -> dict:
    """What `write_values` wrote; a ValueError for any other file."""
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as cause:
        raise ValueError(f'{path}: holds more than tensors and plain values, or is damaged; make it again') from cause


def save_checkpoint(run: Path, checkpoint: dict) -> None:
    write_values(checkpoint, run / NAME)


def load_checkpoint(run: str | Path, device: str = 'cpu') -> dict:
    """The checkpoint of a run: `network`, `average` (state dicts), `step`, `minutes`, and what the recipe added."""
    if not has_checkpoint(run):
        raise FileNotFoundError(f'{run}: has no {NAME}. Give the folder of a run.')
    return read_values(Path(run) / NAME, device)


def has_checkpoint(run: str | Path) -> bool:
    return (Path(run) / NAME).exists()
