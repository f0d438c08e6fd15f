"""Runs architectures in PyTorch: weights that can be trained, and weights as they are exported."""

import copy
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from models.shared.architecture import Architecture, count_macs, shapes_of, sources
from models.shared.functions import Layer
from models.shared.operators import OPERATORS

PARTS = ('weight', 'bias', 'gated.weight', 'gated.bias')


def run(
    architecture: Architecture, tensors: Mapping[str, Tensor], inputs: Mapping[str, Tensor], halves: bool = False
) -> dict[str, Tensor]:
    """
    Every map by name. `inputs` are [batch, channels, h, w], or for architectures of layers on rows [batch, things, channels].
    With `halves` maps are rounded to half precision between layers, as a GPU keeps them.
    """
    rounded = (lambda x: x.half().float()) if halves else (lambda x: x)
    maps = {name: rounded(value) for name, value in inputs.items()}
    shapes = shapes_of(architecture)
    height, width = next(iter(inputs.values())).shape[-2:]
    for layer in architecture['layers']:
        grid = shapes[layer['name']].scaled(layer.get('stride', 1)).size(height, width)
        prefix = f'{layer["name"]}.'
        parts = {name: tensors[prefix + name] for name in PARTS if prefix + name in tensors}
        operator = OPERATORS[layer['op']]
        maps[layer['name']] = rounded(operator.compute(layer, [maps[name] for name in sources(layer)], parts, grid))
    return maps


def gflop(architecture: Architecture, size: tuple[int, int]) -> float:
    """What a run at an input of `size`, width and height, costs."""
    return 2 * sum(count_macs(architecture, size).values()) / 1e9


def channels_last(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights of convolutions as CPUs and tensor cores read them fastest; all others as they are."""
    return {
        name: value.contiguous(memory_format=torch.channels_last) if value.ndim == 4 else value
        for name, value in tensors.items()
    }


def between_ends(tensors: Mapping[str, Tensor], level: float, halves: bool = False) -> dict[str, Tensor]:
    """Weights at `level` between their ends, as in deep network interpolation (Wang et al. 2019): NAME at 0, NAME.end at 1."""

    def at(name: str) -> Tensor:
        start, end = tensors[name], tensors.get(f'{name}.end')
        mixed = start if end is None or level == 0 else start + (end - start) * level
        return mixed.half().float() if halves and name.endswith('weight') else mixed

    return {name: at(name) for name in tensors if not name.endswith('.end')}


class Layers(nn.Module):
    """
    An architecture with weights that can be trained; with `ends`, weights that lie between two sets of them. `begin` sets the
    first weights of a layer.
    """

    def __init__(
        self, architecture: Architecture, ends: bool = False, begin: Callable[[Layer, nn.Conv2d], None] | None = None
    ):
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleDict()
        shapes = shapes_of(architecture)
        for layer in architecture['layers']:
            make = OPERATORS[layer['op']].make
            if make:
                module = make(layer, [shapes[name] for name in sources(layer)])
                if begin and isinstance(module, nn.Conv2d):
                    begin(layer, module)
                self.layers[layer['name']] = module
        self.ends = copy.deepcopy(self.layers) if ends else None

    def forward(self, x: Tensor, level: float = 0.0) -> Tensor:
        """The first output of an architecture with one input."""
        maps = self.maps({self.architecture['inputs'][0]['name']: x}, level)
        return maps[self.architecture['outputs'][0]]

    def maps(self, inputs: Mapping[str, Tensor], level: float = 0.0) -> dict[str, Tensor]:
        """Every map by name."""
        return run(self.architecture, between_ends(self.tensors(), level), inputs)

    def tensors(self) -> dict[str, Tensor]:
        """All weights by the names that packages/nn knows: NAME.weight and NAME.bias, those at 1 with .end behind."""
        named: dict[str, Tensor] = dict(self.layers.named_parameters())
        return named | ({f'{name}.end': value for name, value in self.ends.named_parameters()} if self.ends else {})

    @torch.no_grad()
    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Takes exported weights; both ends begin alike where there is one."""
        for name, value in self.tensors().items():
            value.copy_(tensors[name] if name in tensors else tensors[name.removesuffix('.end')])

    def rounded_weights(self) -> dict[str, Tensor]:
        """The tensors that packages/nn reads, by name, in half precision."""
        return {name: value.detach().half().cpu().contiguous() for name, value in self.tensors().items()}


class Exported(nn.Module):
    """What exported weights compute: with `halves` as a GPU does, in halves for weights and between layers."""

    def __init__(self, architecture: Architecture, tensors: Mapping[str, Tensor], halves: bool = True):
        super().__init__()
        self.architecture, self.halves = architecture, halves
        self.tensors = {name: value.float() if halves else value for name, value in tensors.items()}

    def forward(self, x: Tensor, level: float = 0.0) -> Tensor:
        """The first output of an architecture with one input."""
        tensors = {name: value.to(x.device) for name, value in self.tensors.items()}
        inputs = {self.architecture['inputs'][0]['name']: x}
        maps = run(self.architecture, between_ends(tensors, level, self.halves), inputs, self.halves)
        return maps[self.architecture['outputs'][0]]
