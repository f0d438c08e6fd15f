"""What each operator computes, on maps [batch, channels, h, w]; `grid` is the size [h, w] of its output before a stride."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

Layer = dict  # a member of `layers` in model.json
Parts = dict[str, Tensor]
Grid = tuple[int, int]

ACTIVATIONS: dict[str, Callable[[Tensor, float], Tensor]] = {
    'none': lambda x, slope: x,
    'relu': lambda x, slope: F.relu(x),
    'leaky-relu': F.leaky_relu,
    'sigmoid': lambda x, slope: torch.sigmoid(x),
    'tanh': lambda x, slope: torch.tanh(x),
    'silu': lambda x, slope: F.silu(x),
    'gelu': lambda x, slope: F.gelu(x),
    'gelu-tanh': lambda x, slope: F.gelu(x, approximate='tanh'),
    'quick-gelu': lambda x, slope: x * torch.sigmoid(1.702 * x),
}


def activate(layer: Layer, x: Tensor) -> Tensor:
    return ACTIVATIONS[layer.get('activation', 'none')](x, layer.get('slope', 0.1))


def conv2d(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    first, *rest = inputs[: len(layer['input'])]
    weight, bias, kernel, stride = parts['weight'], parts.get('bias'), layer['kernel'], layer.get('stride', 1)
    if first.ndim == 3:
        x = convolve_rows(first, weight, bias)
    elif layer.get('upsample') and kernel == 1 and stride == 1 and not rest:
        # A 1×1 convolution of an enlarged map is the enlarged convolution, at a quarter of the cost.
        x = enlarge(F.conv2d(first.to(weight.dtype), weight, bias), grid)
    else:
        first = enlarge(first, grid) if layer.get('upsample') else first
        x = torch.cat([first, *rest], 1) if rest else first
        padding = kernel // 2
        if layer.get('padding') == 'reflect' and padding:
            x, padding = F.pad(x, (1, 1, 1, 1), mode='reflect'), 0
        elif layer.get('padding') == 'end':
            x, padding = F.pad(x, (0, 1, 0, 1)), 0
        x = F.conv2d(x.to(weight.dtype), weight, bias, stride, padding)
    if 'residual' in layer:
        x = x + inputs[-1]
    return activate(layer, x)


def enlarge(x: Tensor, size: Grid) -> Tensor:
    """Each pixel becomes 2×2; odd sizes lose the last row or column."""
    return F.interpolate(x, scale_factor=2)[..., : size[0], : size[1]]


def convolve_rows(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Maps of one row with channels last, [batch, things, channels]: much faster so on CPUs."""
    if weight.shape[-1] == 1:
        return F.linear(x, weight[:, :, 0, 0], bias)
    padded = F.pad(x, (0, 0, 1, 1))
    wide = torch.cat([padded[:, :-2], x, padded[:, 2:]], 2)
    return F.linear(wide, weight[:, :, 1].transpose(1, 2).flatten(1), bias)


def group_norm(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """Group normalisation; instance normalisation has a group for each channel."""
    groups = layer.get('groups', inputs[0].shape[1])
    return activate(
        layer, F.group_norm(inputs[0], groups, parts.get('weight'), parts.get('bias'), layer.get('epsilon', 1e-5))
    )


def activation(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    return activate(layer, inputs[0])


def add(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    first, second = inputs
    row = first.ndim == 4 and second.ndim == 3  # a number for each channel
    return activate(layer, first + (second.transpose(1, 2)[..., None] if row else second))


def concat(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    return torch.cat(inputs, 1)


def gate(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """The update of a gated recurrent unit (Cho et al. 2014) of [h, z, c]."""
    state, share, candidate = inputs
    return (1 - share) * state + share * candidate


def round_levels(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """The nearest of equally spaced levels; the gradient is that of the clamped value (straight-through)."""
    low, steps = 0 if layer.get('range') == 'unit' else -1, layer['levels'] - 1
    clamped = inputs[0].clamp(low, 1)
    rounded = ((clamped - low) / (1 - low) * steps).round() / steps * (1 - low) + low
    return clamped + (rounded - clamped).detach() if clamped.requires_grad else rounded


def factors_of(layer: Layer) -> tuple[int, int]:
    """Of width and height."""
    factor = layer['factor']
    return (factor, factor) if isinstance(factor, int) else (factor[0], factor[1])


def resize(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    x, y = factors_of(layer)
    return F.interpolate(inputs[0], scale_factor=(float(y), float(x)))[..., : grid[0], : grid[1]]


def depth_to_space(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    return F.pixel_shuffle(inputs[0], layer['factor'])[..., : grid[0], : grid[1]]


def average_pool(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """The mean of the pixels under the kernel that exist."""
    if layer.get('global'):
        return inputs[0].mean((2, 3), keepdim=True)
    kernel = layer['kernel']
    stride = layer.get('stride', kernel)
    padding = 0 if kernel == stride else kernel // 2
    return F.avg_pool2d(inputs[0], kernel, stride, padding, ceil_mode=kernel == stride, count_include_pad=False)


def lookup(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """The row of the table `weight` for each pixel of a map of classes; zeros beyond it."""
    if parts['weight'].requires_grad:
        # As a product: the gradient of an embedding sorts all pixels.
        rows = torch.arange(len(parts['weight']), device=inputs[0].device)
        return ((inputs[0][:, 0, ..., None] == rows).to(parts['weight'].dtype) @ parts['weight']).movedim(-1, 1)
    table = F.pad(parts['weight'], (0, 0, 0, 1))
    return F.embedding(inputs[0][:, 0].long().clamp(max=len(table) - 1), table).movedim(-1, 1)


def to_matrix(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """A row for each pixel: [batch, pixels, channels]."""
    return inputs[0].flatten(2).transpose(1, 2)


def to_map(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    return inputs[0].transpose(1, 2).unflatten(2, grid)


def linear(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """On rows [batch, rows, columns]; with `gated` a gate times a second layer."""
    x = activate(layer, F.linear(inputs[0], parts['weight'], parts.get('bias')))
    if layer.get('gated'):
        x = x * F.linear(inputs[0], parts['gated.weight'], parts.get('gated.bias'))
    return x + inputs[-1] if 'residual' in layer else x


def row_norm(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """Layer and RMS normalisation of rows, or of `groups` equal parts of each."""
    x = inputs[0].unflatten(-1, (layer.get('groups', 1), -1))
    columns, epsilon = x.shape[-1:], layer.get('epsilon', 1e-5)
    x = F.layer_norm(x, columns, eps=epsilon) if layer['op'] == 'layer-norm' else F.rms_norm(x, columns, eps=epsilon)
    if 'weight' in parts:
        x = x * (parts['weight'] + layer.get('weightOffset', 0))
    return (x + parts['bias'] if 'bias' in parts else x).flatten(-2)


def head_columns(layer: Layer, columns: int) -> int:
    """Of the queries, or of one matrix of queries, keys and values."""
    heads = layer['heads']
    return columns // (heads + 2 * layer.get('kvHeads', heads) if len(layer['input']) == 1 else heads)


def attention(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """On rows [batch, rows, columns]: one matrix of queries, keys and values, or three."""
    heads, width = layer['heads'], head_columns(layer, inputs[0].shape[-1])
    shared = layer.get('kvHeads', heads)
    sizes = [heads * width, shared * width, shared * width]
    whole = inputs if len(inputs) == 3 else inputs[0].split(sizes, -1)
    queries, keys, values = (x.unflatten(-1, (-1, width)).transpose(1, 2) for x in whole)
    keys, values = (x.repeat_interleave(heads // shared, 1) for x in (keys, values))
    behind = torch.arange(queries.shape[2], device=queries.device)[:, None] - torch.arange(
        keys.shape[2], device=queries.device
    )
    seen = behind < layer.get('window', keys.shape[2] + queries.shape[2])
    if layer.get('causal'):
        seen = seen & (behind >= 0)
    made = F.scaled_dot_product_attention(queries, keys, values, attn_mask=seen, scale=layer.get('scale'))
    return made.transpose(1, 2).flatten(-2)


def arg_max(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """The channel with the largest number of each pixel."""
    return inputs[0].argmax(1, keepdim=True).to(inputs[0].dtype)


def neighbours(classes: Tensor, reach: tuple[int, int]) -> Tensor:
    """The pixels around each one [batch, h, w, (2y + 1)(2x + 1)], row by row from the top left; the border's go on beyond it."""
    x, y = reach
    height, width = classes.shape[-2:]
    at = lambda size, by: torch.arange(-by, size + by, device=classes.device).clamp(0, size - 1)
    wide = classes[:, 0, at(height, y)][:, :, at(width, x)]
    return wide.unfold(1, 2 * y + 1, 1).unfold(2, 2 * x + 1, 1).flatten(-2)


def shares(scores: Tensor) -> Tensor:
    """The softmax of the channels of each pixel [batch, h, w, channels]."""
    return scores.movedim(1, -1).float().softmax(-1)


def pointer_arg_max(layer: Layer, inputs: list[Tensor], parts: Parts, grid: Grid) -> Tensor:
    """
    The likeliest class of each pixel. Channels are scores of one softmax: a class each, then a neighbour each in a map of classes,
    whose class gets its share (pointers: Vinyals et al. 2015; with a vocabulary: See et al. 2017).
    """
    scores, classes = inputs
    around = neighbours(classes, layer['reach']).long()
    named, pointed = shares(scores.detach()).tensor_split([-around.shape[-1]], -1)
    return named.scatter_add(-1, around, pointed).argmax(-1)[:, None].to(scores.dtype)
