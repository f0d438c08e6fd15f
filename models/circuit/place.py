"""Where a step is: a vector that is read from two pictures, moved by the action, and drawn as what lies around, at a quarter of the size.

A picture alone cannot say what comes into it; a vector that has learned the place can. It is learned apart from the network of pixels
(locate.py), from the same recordings, over many more steps than gradients of pictures could go back.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from models.shared.architecture import Architecture, conv, shapes_of
from models.shared.checkpoint import load_checkpoint
from models.shared.functions import Layer, activate, conv2d
from models.shared.operators import OPERATORS, input_channels
from models.shared.shape import Shape

SIGHT = (24, 48, 80, 128, 160, 192, 256, 256)  # channels of the reader at half the size, a quarter, and so on
AREA = {3: 96, 4: 128, 5: 160, 6: 192, 7: 224}  # of what is drawn, by how often the size is halved
AROUND, GROUND = 256, 64  # of the smallest, and at a quarter of the size
DOUBT, THOUGHT = 64, 384
GLANCE, ORDER = 8, 16  # that stand for a class, for an action
LEVELS = 255  # values of each number of the vector


def wide(channels: int, of: int) -> int:
    """Channels of a layer, `of` them for a vector of 192 numbers."""
    return max(4, round(of * channels / 192 / 4) * 4)


def halvings(width: int, height: int) -> int:
    """How often a picture is halved until it is one pixel."""
    return max(4, math.ceil(math.log2(max(width, height))))


def sight(channels: int, level: int) -> list[Layer]:
    """`glance` and `glanced` → `found`, the vector that two pictures show."""
    layers = []
    source: str | list[str] = ['glance', 'glanced']
    for i in range(level):
        layers.append(conv(f'sight{i + 1}', source, wide(channels, SIGHT[i]), activation='relu', stride=2))
        source = f'sight{i + 1}'
    return [*layers, conv('found', source, channels, 1, activation='tanh')]


def think(channels: int) -> list[Layer]:
    """
    The vector `memory`, the one that is seen and the action → `kept`, the vector of the next picture. What is seen corrects what
    is remembered, as far as it is believed; then the action moves it. Where nothing moves, both leave it as it is.
    """
    return [
        conv('doubt', ['memory', 'found'], wide(channels, DOUBT), 1, activation='relu'),
        conv('believe', 'doubt', channels, 1, activation='sigmoid'),
        {'name': 'belief', 'op': 'gate', 'input': ['memory', 'believe', 'found']},
        conv('think1', ['belief', 'order'], wide(channels, THOUGHT), 1, activation='relu'),
        conv('think2', 'think1', wide(channels, THOUGHT), 1, activation='relu'),
        conv('moved', 'think2', channels, 1, residual='belief'),
        {'name': 'kept', 'op': 'round-levels', 'input': ['moved'], 'levels': LEVELS},
    ]


def shortcut(name: str, source: str, channels: int) -> list[Layer]:
    return [
        conv(f'{name}a', source, channels, activation='relu'),
        conv(f'{name}b', f'{name}a', channels, activation='relu', residual=source),
    ]


def draw(channels: int, level: int) -> list[Layer]:
    """`kept` → `groundb`, what lies around at a quarter of the size."""
    layers, source = [conv('around', 'kept', wide(channels, AROUND), 1, activation='relu')], 'around'
    for i in range(level - 1, 2, -1):
        kernel, area = 1 if i == level - 1 else 3, wide(channels, AREA[i])
        layers.append(conv(f'wide{i}', source, 4 * area, kernel, activation='relu'))
        layers.append({'name': f'area{i}', 'op': 'depth-to-space', 'input': [f'wide{i}'], 'factor': 2})
        source = f'area{i}'
        if i < 5:
            layers += shortcut(source, source, area)
            source = f'{source}b'
    ground = wide(channels, GROUND)
    return [
        *layers,
        conv('ground', source, ground, activation='relu', upsample=True),
        *shortcut('ground', 'ground', ground),
    ]


def lookup(name: str, source: str, classes: int, channels: int) -> Layer:
    return {'name': name, 'op': 'lookup', 'input': [source], 'classes': classes, 'channels': channels}


def tables(classes: int, actions: int) -> list[Layer]:
    """Numbers that stand for the classes of two pictures and for the action, for these layers alone."""
    return [
        lookup('glance', 'now', classes, GLANCE),
        lookup('glanced', 'before', classes, GLANCE),
        lookup('order', 'action', actions, ORDER),
    ]


class Place(nn.Module):
    """The layers of the vector with batch normalisation (Ioffe and Szegedy 2015), which `fold` puts into their weights."""

    TEMPER = 0.8  # of the normalised vector before its tanh

    def __init__(self, size: Sequence[int], classes: int, actions: int, channels: int):
        super().__init__()
        self.size, self.classes, self.channels = size, classes, channels
        self.level = halvings(size[0], size[1])
        level = self.level
        self.parts = {'sight': sight(channels, level), 'think': think(channels), 'draw': draw(channels, level)}
        whole: Architecture = {
            'inputs': [
                {'name': 'now', 'channels': 1},
                {'name': 'before', 'channels': 1},
                {'name': 'memory', 'channels': channels, 'level': level},
                {'name': 'action', 'channels': 1, 'level': level},
            ],
            'layers': [
                *tables(classes, actions),
                *self.parts['sight'],
                *self.parts['think'],
                *self.parts['draw'],
            ],
        }
        shapes = shapes_of(whole)
        self.grids = {name: shape.scaled(1).size(size[1], size[0]) for name, shape in shapes.items()}
        self.layers, self.norms = nn.ModuleDict(), nn.ModuleDict()
        for part, layers in self.parts.items():
            for layer in (one for one in layers if one['op'] == 'conv2d'):
                self.add(layer, [shapes[name] for name in layer['input']], normal=part != 'think')
        nn.init.zeros_(self.convolution('moved').weight)
        self.tables = nn.ParameterDict(
            {name: nn.Parameter(torch.randn(count, width)) for name, count, width in
             (('glance', classes, GLANCE), ('glanced', classes, GLANCE), ('order', actions, ORDER))}
        )  # fmt: skip
        self.out = nn.Conv2d(wide(channels, GROUND), classes, 1)

    def add(self, layer: Layer, inputs: list[Shape], normal: bool) -> None:
        name, channels, kernel = layer['name'], layer['channels'], layer['kernel']
        made = nn.Conv2d(input_channels(layer, inputs), channels, kernel, layer.get('stride', 1), kernel // 2)
        nn.init.kaiming_normal_(made.weight, nonlinearity='relu')
        made.weight.data = made.weight.data.contiguous(memory_format=torch.channels_last)
        self.layers[name] = made
        if normal:
            self.norms[name] = nn.BatchNorm2d(channels, momentum=0.05, affine=name != 'found')

    def convolution(self, name: str) -> nn.Conv2d:
        made = self.layers[name]
        assert isinstance(made, nn.Conv2d)
        return made

    def run(self, part: str, maps: dict[str, Tensor]) -> dict[str, Tensor]:
        """The maps of a part; batches are normalised while training."""
        maps = dict(maps)
        for layer in self.parts[part]:
            name, inputs = layer['name'], [maps[one] for one in layer['input']]
            if layer['op'] == 'conv2d':
                bare = {key: value for key, value in layer.items() if key not in ('residual', 'activation')}
                x = conv2d(bare, inputs, dict(self.convolution(name).named_parameters()), self.grid(layer))
                if name in self.norms:
                    x = self.norms[name](x)
                x = x * self.TEMPER if name == 'found' else x
                maps[name] = activate(layer, x + maps[layer['residual']] if 'residual' in layer else x)
            else:
                maps[name] = OPERATORS[layer['op']].compute(layer, inputs, {}, self.grids[name])
        return maps

    def grid(self, layer: Layer) -> tuple[int, int]:
        height, width = self.grids[layer['name']]
        return height * layer.get('stride', 1), width * layer.get('stride', 1)

    def read(self, now: Tensor, before: Tensor) -> Tensor:
        """Two pictures of classes [batch, h, w] → the vector that they show [batch, channels, 1, 1]."""
        classes = torch.arange(len(self.tables['glance']), device=now.device)
        look = lambda picture, table: ((picture[..., None] == classes).to(table.dtype) @ table).movedim(-1, 1)
        maps = {'glance': look(now, self.tables['glance']), 'glanced': look(before, self.tables['glanced'])}
        return self.run('sight', maps)['found'].float()

    def move(self, memory: Tensor, found: Tensor, action: Tensor) -> Tensor:
        """The vector of the next picture; `action` [batch]."""
        order = self.tables['order'][action.long()][:, :, None, None]
        return self.run('think', {'memory': memory, 'found': found, 'order': order})['kept']

    def show(self, vector: Tensor) -> Tensor:
        """Scores of the classes around [batch, classes, h/4, w/4]."""
        return self.out(self.run('draw', {'kept': vector})['groundb'])

    @torch.no_grad()
    def fold(self) -> dict[str, Tensor]:
        """Weights by the names that packages/nn knows, without normalisation."""
        tensors: dict[str, Tensor] = {f'{name}.weight': table.detach().clone() for name, table in self.tables.items()}
        for name in self.layers:
            tensors |= {f'{name}.{part}': value for part, value in self.folded(name).items()}
        return tensors

    def folded(self, name: str) -> dict[str, Tensor]:
        layer, norm = self.convolution(name), dict(self.norms.items()).get(name)
        weight, bias = layer.weight.detach().clone(), layer.bias
        assert bias is not None
        bias = bias.detach().clone()
        if not isinstance(norm, nn.BatchNorm2d):
            return {'weight': weight, 'bias': bias}
        assert norm.running_var is not None and norm.running_mean is not None
        factor = (norm.running_var + norm.eps).rsqrt() * (norm.weight if norm.affine else self.TEMPER)
        bias = (bias - norm.running_mean) * factor + (norm.bias if norm.affine else 0)
        return {'weight': weight * factor[:, None, None, None], 'bias': bias}


def load_place(run: str | Path, device: str = 'cpu') -> tuple[Place, dict]:
    """The averaged network of a run of locate.py, and the header of its recordings."""
    kept = load_checkpoint(run, device)
    if set(kept.get('spec', {})) != {'size', 'classes', 'actions', 'channels'}:
        raise ValueError(f'{run}: is not a run of models.circuit.locate. Give the folder that it wrote.')
    place = Place(**kept['spec']).to(device)
    place.load_state_dict(kept['average'])
    return place.eval().requires_grad_(False), kept['header']
