"""Weights of one architecture for another one whose layers have the same names and in part other inputs."""

from collections.abc import Mapping

import torch
from torch import Tensor

from models.shared.architecture import Architecture, shapes_of, sources


def columns(architecture: Architecture) -> dict[str, list[tuple[str, int]]]:
    """By layer: the map and channel of each input channel; concatenated and resized maps are seen through."""
    shapes, layers = shapes_of(architecture), {layer['name']: layer for layer in architecture['layers']}

    def expand(name: str) -> list[tuple[str, int]]:
        layer = layers.get(name)
        if layer and layer['op'] in ('concat', 'resize'):
            return [one for source in layer['input'] for one in expand(source)]
        return [(name, channel) for channel in range(shapes[name].channels)]

    return {
        name: [one for source in sources(layer)[: len(layer['input'])] for one in expand(source)]
        for name, layer in layers.items()
    }


@torch.no_grad()
def transplant(
    old: Architecture, weights: Mapping[str, Tensor], new: Architecture, into: Mapping[str, Tensor]
) -> list[str]:
    """
    Copies to `into` what layers of the same name share; inputs that only the new one has begin at zero. Returns the names of
    tensors that have nothing in common.
    """
    before, after, left = columns(old), columns(new), []
    for name, value in into.items():
        layer = name.rpartition('.')[0]
        given = weights.get(name)
        if given is None or given.shape[0] != value.shape[0] or given.shape[2:] != value.shape[2:]:
            left.append(name)
        elif given.shape == value.shape and before[layer] == after[layer]:
            value.copy_(given)
        elif given.ndim == 4:
            value.zero_()
            for to, source in enumerate(after[layer]):
                if source in before[layer]:
                    value[:, to] = given[:, before[layer].index(source)]
        else:
            value.copy_(given)
    return left
