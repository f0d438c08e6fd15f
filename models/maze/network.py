"""The networks of a level, described once in the form that packages/nn runs, and run here by PyTorch."""

import json
from pathlib import Path

import torch
from torch import nn

from models.shared.architecture import conv
from models.shared.network import Layers

# Cells seen by a mover around its own, on each side; cells that a player may change around its own.
SIGHT, TOUCH = 2, 1
EMBED_CELL, EMBED_BAR = 8, 4
EMBED_PICTURE = 16
MESSAGE = 24
NEAR = 4  # units within which a mover feels exactly how far the player is
# The parts of each vector of features in their order, which the shaders of packages/world go by as well.
FEATURES = json.loads((Path(__file__).resolve().parents[2] / 'packages/world/src/cells/features.json').read_text())


class Spec:
    """Sizes that follow from a recording; kept in level.json."""

    def __init__(
        self,
        header: dict,
        cell_codes: int,
        bar_codes: int,
        moves: list[list[int]],
        pairs: torch.Tensor | None = None,
    ):
        # All that follows from these can be rebuilt from a checkpoint.
        self.state = {
            'header': header,
            'cell_codes': cell_codes,
            'bar_codes': bar_codes,
            'moves': moves,
            'pairs': pairs,
        }
        # Which code may follow which in the bar, [cells of the bar, code before, code]: see spoil.py.
        self.pairs = pairs
        self.header = header
        self.kinds = len(header['movers'])
        self.looks = max(mover['looks'] for mover in header['movers'])
        self.actions = len(header['actions'])
        self.units = header['cellPixels'] // header['unitPixels']
        self.columns, self.rows = header['world']
        self.cell_codes, self.bar_codes = cell_codes + 1, bar_codes + 1  # with 0, unknown
        self.moves = moves  # [[dx, dy]] in units that movers make in a step
        self.cell, self.sprite = header['cellPixels'], header['spritePixels']
        self.bar_rows, self.bar_columns = header['barRows'], header['frame']['width'] // header['cellPixels']
        self.bar_cells = self.bar_rows * self.bar_columns
        self.width, self.height = header['frame']['width'], header['frame']['height'] - self.bar_rows * self.cell
        self.left, self.top = header['anchor']
        # Cells that cover the window wherever it stands, and one more all round.
        self.window_columns = -(-self.width // self.cell) + 3
        self.window_rows = -(-self.height // self.cell) + 3

    def features(self, vector: str) -> dict[str, int]:
        """Channels of each part of a vector, in their order. `vector`: "mover", "bar" or "sprite"."""
        units, near = self.units, 2 * NEAR + 1
        sizes = {
            'mover': {
                'cells': (2 * SIGHT + 1) ** 2 * EMBED_CELL,
                'unitX': units,
                'unitY': units,
                'look': self.looks,
                'playerLook': self.looks,
                'kind': self.kinds,
                'action': self.actions,
                'way': 4,
                'nearX': near,
                'nearY': near,
                'bar': self.bar_cells * EMBED_BAR,
            },
            'bar': {'code': EMBED_CELL, 'place': self.bar_cells, 'player': MESSAGE, 'others': MESSAGE},
            'sprite': {'kind': self.kinds, 'look': self.looks, 'unitX': units, 'unitY': units},
        }[vector]
        return {part: sizes[part] for part in FEATURES[vector]}

    def channels(self, vector: str) -> int:
        return sum(self.features(vector).values())

    def architectures(self) -> dict:
        area = self.cell * self.cell * 3
        relu, sigmoid = {'activation': 'relu'}, {'activation': 'sigmoid'}
        networks = {
            'movers': {
                'inputs': [{'name': 'features', 'channels': self.channels('mover')}],
                'layers': [
                    conv('a', 'features', 128, 1, **relu),
                    conv('b', 'a', 128, 1, **relu),
                    conv('c', 'b', 128, 1, **relu),
                    conv('choice', 'c', self.looks * len(self.moves), 1),
                    conv('message', 'c', MESSAGE, 1),
                    conv('write', 'c', (2 * TOUCH + 1) ** 2 * self.cell_codes, 1),
                ],
                'outputs': ['choice', 'message', 'write'],
            },
            'scene': {
                'inputs': [{'name': 'codes', 'channels': EMBED_PICTURE}],
                'layers': [conv('a', 'codes', 48, 3, **relu), conv('pixels', 'a', area, 1, **sigmoid)],
                'outputs': ['pixels'],
            },
            'sprites': {
                'inputs': [{'name': 'looks', 'channels': self.channels('sprite')}],
                'layers': [
                    conv('a', 'looks', 64, 1, **relu),
                    conv('b', 'a', 96, 1, **relu),
                    conv('pixels', 'b', 4 * self.sprite**2, 1, **sigmoid),
                ],
                'outputs': ['pixels'],
            },
        }
        if self.bar_cells:
            networks['bar'] = {
                'inputs': [{'name': 'features', 'channels': self.channels('bar')}],
                'layers': [
                    conv('a', 'features', 48, 3, **relu),
                    conv('b', 'a', 48, 3, **relu),
                    conv('c', 'b', 48, 3, **relu),
                    conv('codes', 'c', self.bar_codes, 1),
                ],
                'outputs': ['codes'],
            }
            networks['barScene'] = {
                'inputs': [{'name': 'codes', 'channels': EMBED_PICTURE}],
                'layers': [conv('a', 'codes', 64, 1, **relu), conv('pixels', 'a', area, 1, **sigmoid)],
                'outputs': ['pixels'],
            }
        return networks


def join(vector: str, parts: dict[str, torch.Tensor]) -> torch.Tensor:
    """The parts of a vector of features in their order; a part of a bar that is not there has no channels."""
    return torch.cat([parts[name] for name in FEATURES[vector] if name in parts], -1)


class Stack(Layers):
    """One architecture on rows of things [batch, things, channels], or on pictures [batch, channels, height, width]."""

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        maps = self.maps({self.architecture['inputs'][0]['name']: x})
        return [maps[name] for name in self.architecture['outputs']]


class LevelNetwork(nn.Module):
    def __init__(self, spec: Spec):
        super().__init__()
        self.spec = spec
        self.stacks = nn.ModuleDict({name: Stack(one) for name, one in spec.architectures().items()})
        # Tables: what a code means to movers and to the pictures.
        self.cell_sense = nn.Parameter(torch.randn(spec.cell_codes, EMBED_CELL) * 0.5)
        self.cell_look = nn.Parameter(torch.randn(spec.cell_codes, EMBED_PICTURE) * 0.5)
        if spec.bar_cells:
            self.bar_sense = nn.Parameter(torch.randn(spec.bar_codes, EMBED_BAR) * 0.5)
            self.bar_state = nn.Parameter(torch.randn(spec.bar_codes, EMBED_CELL) * 0.5)
            self.bar_look = nn.Parameter(torch.randn(spec.bar_codes, EMBED_PICTURE) * 0.5)
