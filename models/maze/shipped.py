"""A shipped level as something to begin training with: its weights, its dictionary of pictures and its sizes."""

from pathlib import Path

import numpy as np
import torch

from models.maze.network import LevelNetwork, Spec, Stack
from models.maze.tokens import Dictionary
from models.shared.checkpoint import load_checkpoint
from models.shared.episodes import Recordings
from models.shared.export import read_model

TABLES = ('cell_sense', 'cell_look', 'bar_sense', 'bar_state', 'bar_look')


def load_begin(folder: str | Path, recordings: str | Path, device: str = 'cpu') -> dict:
    """`spec`, `dictionaries` and `average` of a run, or of a shipped level, whose palette is that of the recordings."""
    if not (Path(folder) / 'level.json').exists():
        return load_checkpoint(folder, device)
    config, tensors = read_model(folder, 'level.json')
    header = {name: value for name, value in Recordings(recordings).header.items() if name != 'episodes'}
    palette = np.array(header['palette'], np.uint8)
    dictionaries = [restore(tensors[f'dictionary.{name}'].numpy(), palette) for name in ('cells', 'bar')]
    cells, bar = (len(one.patches) for one in dictionaries)
    pairs = tensors.get('table.barPairs')
    spec = Spec(header, cells, bar, config['architecture']['moves'], None if pairs is None else pairs.bool())
    net = LevelNetwork(spec)
    with torch.no_grad():
        for name, stack in net.stacks.items():
            assert isinstance(stack, Stack)
            parts = {
                key.removeprefix(f'{name}.'): value for key, value in tensors.items() if key.startswith(f'{name}.')
            }
            stack.load_tensors(parts)
        for name in TABLES:
            if hasattr(net, name):
                getattr(net, name).copy_(tensors[table_name(name)])
    kept = [{name: torch.from_numpy(value) for name, value in one.state().items()} for one in dictionaries]
    return {'spec': spec.state, 'dictionaries': kept, 'average': net.to(device).state_dict()}


def table_name(parameter: str) -> str:
    """The name of a table of codes in the exported weights."""
    first, second = parameter.split('_')
    return f'table.{first}{second.capitalize()}'


def restore(pictures: np.ndarray, palette: np.ndarray) -> Dictionary:
    """The dictionary whose code i has the picture i, RGB [codes, side, side, 3]; that of code 0 is left out."""
    patches = (pictures[1:, :, :, None] == palette).all(-1).argmax(-1).astype(np.uint8)
    dictionary = Dictionary(patches.shape[1])
    for patch in patches:
        dictionary.number(patch, np.ones((1, 1), bool))
    dictionary.patches = patches
    dictionary.codes = np.arange(len(patches) + 1, dtype=np.uint8)
    return dictionary
