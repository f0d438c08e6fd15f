"""What each `op` of a layer means in PyTorch: the shape it makes, the parameters it has, what it computes and what that costs.

packages/nn runs the same descriptions in WGSL; its README lists the fields.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Layer = dict  # a member of `layers` in model.json


@dataclass(frozen=True)
class Shape:
    """Of a map: its channels, and how many times its size is that of the network's inputs halved, each time rounded up."""

    channels: int
    level: int = 0


@dataclass(frozen=True)
class Operator:
    """`compute` takes the layer, its inputs (a residual last), its parameters by name and the size [h, w] of its grid."""

    compute: Callable[[Layer, list[Tensor], dict[str, Tensor], tuple[int, int]], Tensor]
    shape: Callable[[Layer, list[Shape]], Shape]
    make: Callable[[Layer, list[Shape]], nn.Module] | None = None
    macs: Callable[[Layer, list[Shape]], int] = lambda layer, inputs: 0  # per pixel of the output


ACTIVATIONS: dict[str, Callable[[Tensor, float], Tensor]] = {
    'none': lambda x, slope: x,
    'relu': lambda x, slope: F.relu(x),
    'leaky-relu': F.leaky_relu,
    'sigmoid': lambda x, slope: torch.sigmoid(x),
}


def activate(layer: Layer, x: Tensor) -> Tensor:
    return ACTIVATIONS[layer.get('activation', 'none')](x, layer.get('slope', 0.1))


def conv2d(layer: Layer, inputs: list[Tensor], parts: dict[str, Tensor], grid: tuple[int, int]) -> Tensor:
    first, *rest = inputs[: len(layer['input'])]
    weight, bias, kernel = parts['weight'], parts.get('bias'), layer['kernel']
    if first.ndim == 3:
        x = convolve_rows(first, weight, bias)
    elif layer.get('upsample') and kernel == 1 and not rest:
        # A 1×1 convolution of an enlarged map is the enlarged convolution, at a quarter of the cost.
        x = enlarge(F.conv2d(first, weight, bias), grid)
    else:
        first = enlarge(first, grid) if layer.get('upsample') else first
        x = F.conv2d(torch.cat([first, *rest], 1) if rest else first, weight, bias, layer.get('stride', 1), kernel // 2)
    if 'residual' in layer:
        x = x + inputs[-1]
    return activate(layer, x)


def enlarge(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Each pixel becomes 2×2; odd sizes lose the last row or column."""
    return F.interpolate(x, scale_factor=2)[..., : size[0], : size[1]]


def convolve_rows(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Maps of one row with channels last, [batch, things, channels]: much faster so on CPUs."""
    if weight.shape[-1] == 1:
        return F.linear(x, weight[:, :, 0, 0], bias)
    padded = F.pad(x, (0, 0, 1, 1))
    wide = torch.cat([padded[:, :-2], x, padded[:, 2:]], 2)
    return F.linear(wide, weight[:, :, 1].transpose(1, 2).flatten(1), bias)


def input_channels(layer: Layer, inputs: list[Shape]) -> int:
    return sum(shape.channels for shape in inputs[: len(layer['input'])])


def make_conv2d(layer: Layer, inputs: list[Shape]) -> nn.Module:
    kernel = layer['kernel']
    return nn.Conv2d(input_channels(layer, inputs), layer['channels'], kernel, layer.get('stride', 1), kernel // 2)


def conv2d_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    level = inputs[0].level - bool(layer.get('upsample')) + (layer.get('stride', 1) == 2)
    return Shape(layer['channels'], level)


def conv2d_macs(layer: Layer, inputs: list[Shape]) -> int:
    return input_channels(layer, inputs) * layer['channels'] * layer['kernel'] ** 2


OPERATORS: dict[str, Operator] = {
    'conv2d': Operator(conv2d, conv2d_shape, make_conv2d, conv2d_macs),
}
