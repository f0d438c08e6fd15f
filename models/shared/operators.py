"""The table of operators: by `op` of a layer, the shape it makes, its parameters, what it computes and what that costs.

packages/nn runs the same descriptions in WGSL; its README lists the fields.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from torch import Tensor, nn

from models.shared import functions
from models.shared.functions import Layer
from models.shared.shape import Shape


@dataclass(frozen=True)
class Operator:
    """`compute` takes the layer, its inputs (a residual last), its parameters by name and the size [h, w] of its output before a stride."""

    compute: Callable[[Layer, list[Tensor], dict[str, Tensor], tuple[int, int]], Tensor]
    shape: Callable[[Layer, list[Shape]], Shape] = lambda layer, inputs: inputs[0]
    make: Callable[[Layer, list[Shape]], nn.Module] | None = None
    macs: Callable[[Layer, list[Shape]], int] = lambda layer, inputs: 0  # per pixel of the output


def input_channels(layer: Layer, inputs: list[Shape]) -> int:
    return sum(shape.channels for shape in inputs[: len(layer['input'])])


def make_conv2d(layer: Layer, inputs: list[Shape]) -> nn.Module:
    kernel = layer['kernel']
    return nn.Conv2d(input_channels(layer, inputs), layer['channels'], kernel, layer.get('stride', 1), kernel // 2)


def conv2d_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    return inputs[0].scaled(Fraction(2 if layer.get('upsample') else 1, layer.get('stride', 1)), layer['channels'])


def conv2d_macs(layer: Layer, inputs: list[Shape]) -> int:
    return input_channels(layer, inputs) * layer['channels'] * layer['kernel'] ** 2


def make_norm(layer: Layer, inputs: list[Shape]) -> nn.Module:
    channels = inputs[0].channels
    return nn.GroupNorm(layer.get('groups', channels), channels, layer.get('epsilon', 1e-5))


class Linear(nn.Linear):
    """A linear layer, with a second one that its output gates where the layer asks for it."""

    def __init__(self, layer: Layer, inputs: list[Shape]):
        super().__init__(inputs[0].channels, layer['channels'])
        self.gated = nn.Linear(inputs[0].channels, layer['channels']) if layer.get('gated') else None


def make_row_norm(layer: Layer, inputs: list[Shape]) -> nn.Module:
    columns = inputs[0].channels // layer.get('groups', 1)
    norm = nn.LayerNorm(columns) if layer['op'] == 'layer-norm' else nn.RMSNorm(columns)
    nn.init.constant_(norm.weight, 1 - layer.get('weightOffset', 0))
    return norm


def attention_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    return inputs[0].scaled(1, layer['heads'] * functions.head_columns(layer, inputs[0].channels))


def make_lookup(layer: Layer, inputs: list[Shape]) -> nn.Module:
    return nn.Embedding(layer.get('classes', 256), layer['channels'])


def average_pool_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    if layer.get('global'):
        return Shape(inputs[0].channels, 1, 1)
    return inputs[0].scaled(Fraction(1, layer.get('stride', layer['kernel'])))


def resize_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    return inputs[0].scaled_by(functions.factors_of(layer))


def depth_to_space_shape(layer: Layer, inputs: list[Shape]) -> Shape:
    factor = layer['factor']
    return inputs[0].scaled(factor, inputs[0].channels // factor**2)


def with_channels(channels: Callable[[Layer, list[Shape]], int]) -> Callable[[Layer, list[Shape]], Shape]:
    """The first input's size with other channels."""
    return lambda layer, inputs: inputs[0].scaled(1, channels(layer, inputs))


OPERATORS: dict[str, Operator] = {
    'conv2d': Operator(functions.conv2d, conv2d_shape, make_conv2d, conv2d_macs),
    'group-norm': Operator(functions.group_norm, make=make_norm),
    'instance-norm': Operator(functions.group_norm, make=make_norm),
    'activation': Operator(functions.activation),
    'add': Operator(functions.add),
    'concat': Operator(functions.concat, with_channels(input_channels)),
    'gate': Operator(functions.gate),
    'round-levels': Operator(functions.round_levels),
    'resize': Operator(functions.resize, resize_shape),
    'depth-to-space': Operator(functions.depth_to_space, depth_to_space_shape),
    'average-pool': Operator(
        functions.average_pool, average_pool_shape, macs=lambda layer, _: layer.get('kernel', 0) ** 2
    ),
    'lookup': Operator(functions.lookup, with_channels(lambda layer, _: layer['channels']), make_lookup),
    'arg-max': Operator(functions.arg_max, with_channels(lambda layer, _: 1)),
    'pointer-arg-max': Operator(functions.pointer_arg_max, with_channels(lambda layer, _: 1)),
    'to-matrix': Operator(functions.to_matrix),
    'to-map': Operator(functions.to_map),
    'linear': Operator(
        functions.linear,
        with_channels(lambda layer, _: layer['channels']),
        Linear,
        lambda layer, inputs: inputs[0].channels * layer['channels'] * (2 if layer.get('gated') else 1),
    ),
    'layer-norm': Operator(functions.row_norm, make=make_row_norm),
    'rms-norm': Operator(functions.row_norm, make=make_row_norm),
    'attention': Operator(functions.attention, attention_shape),
}
