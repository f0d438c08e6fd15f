"""The networks that enlarge video: what bicubic enlargement by 2 lacks in luma, for every pixel that comes in.

Their layers are described once, in the form that packages/nn runs (`architecture` of model.json); this module executes that
description in PyTorch. `python network.py` prints multiply-adds per input pixel and the size of the weights.
"""

import torch
import torch.nn.functional as F
from torch import nn

INPUTS, OUTPUTS = 4, 4  # R'G'B'0; luma of the pixels at (0,0), (1,0), (0,1), (1,1)
LUMA = (0.2126, 0.7152, 0.0722)
TIERS = {
    # channels, 3×3 layers between the first and the last
    'small': (8, 5),
    'medium': (16, 4),
    'large': (24, 7),
}
SLOPE = 0.1


def conv(name, source, channels, activation='leaky-relu', **more):
    slope = {'slope': SLOPE} if activation == 'leaky-relu' else {}
    return {'name': name, 'op': 'conv2d', 'input': [source], 'channels': channels, 'kernel': 3, 'activation': activation, **slope, **more}


def describe(channels, depth):
    """`architecture` of model.json: 3×3 layers at the size of the frame, the first added again behind the last but one."""
    layers = [conv('enter', 'frame', channels)]
    for index in range(1, depth + 1):
        skip = {'residual': 'enter'} if index == depth and depth > 1 else {}
        layers.append(conv(f'body{index}', layers[-1]['name'], channels, **skip))
    layers.append(conv('head', layers[-1]['name'], OUTPUTS, 'none'))
    return {'inputs': [{'name': 'frame', 'channels': INPUTS}], 'layers': layers, 'outputs': ['head']}


class FoldedConv(nn.Module):
    """
    A 3×3 convolution that is trained as a sum of three, identity, 3×3, and 3×3 to `hidden` channels and 1×1 back, and used
    as the one that they add up to (Bhardwaj et al., SESR, 2021; Zhang et al., ECBSR, 2021). The sum is made of weights and
    not of pictures, so training costs no more than the plain layer.
    """

    def __init__(self, inputs, outputs, hidden=128):
        super().__init__()
        self.plain = nn.Parameter(torch.empty(outputs, inputs, 3, 3))
        self.wide = nn.Parameter(torch.empty(hidden, inputs * 9))
        self.narrow = nn.Parameter(torch.empty(outputs, hidden))
        self.bias = nn.Parameter(torch.zeros(outputs))
        nn.init.normal_(self.plain, std=(0.5 / (9 * inputs)) ** 0.5)
        nn.init.normal_(self.wide, std=(1 / (9 * inputs)) ** 0.5)
        nn.init.normal_(self.narrow, std=(0.5 / hidden) ** 0.5)
        identity = torch.zeros(outputs, inputs, 3, 3)
        if inputs == outputs:
            identity[torch.arange(outputs), torch.arange(outputs), 1, 1] = 0.5
        self.register_buffer('identity', identity, persistent=False)

    def folded(self):
        return self.plain + (self.narrow @ self.wide).view_as(self.plain) + self.identity

    def forward(self, x):
        return F.conv2d(x, self.folded(), self.bias, padding=1)


class Network(nn.Module):
    """Frames [B,4,h,w] to luma missing in their bicubic enlargement [B,4,h,w]. Begins as (nearly) bicubic."""

    def __init__(self, tier='small', shape=None):
        super().__init__()
        self.tier = tier
        self.shape = tuple(shape or TIERS[tier])
        self.halves = False  # whether maps between layers are rounded to half precision, as a GPU keeps them
        self.architecture = describe(*self.shape)
        self.layers = nn.ModuleDict()
        channels = {'frame': INPUTS}
        for layer in self.architecture['layers']:
            self.layers[layer['name']] = FoldedConv(channels[layer['input'][0]], layer['channels'])
            channels[layer['name']] = layer['channels']
        head = self.layers['head']
        with torch.no_grad():
            for weight in (head.plain, head.narrow):
                weight *= 0.05

    def forward(self, frame):
        return run(self.architecture, {name: (layer.folded(), layer.bias) for name, layer in self.layers.items()}, frame, self.halves)

    def folded_weights(self):
        """The tensors that packages/nn reads, by name, in half precision."""
        tensors = {}
        for name, layer in self.layers.items():
            tensors[f'{name}.weight'] = layer.folded().detach().half().cpu().contiguous()
            tensors[f'{name}.bias'] = layer.bias.detach().half().cpu().contiguous()
        return tensors


class Exported(nn.Module):
    """What the exported weights compute on a GPU: halves for weights and between layers."""

    def __init__(self, architecture, tensors):
        super().__init__()
        self.architecture = architecture
        self.tensors = {name: value.float() for name, value in tensors.items()}

    def forward(self, frame):
        names = [layer['name'] for layer in self.architecture['layers']]
        weights = {name: tuple(self.tensors[f'{name}.{part}'].to(frame.device) for part in ('weight', 'bias')) for name in names}
        return run(self.architecture, weights, frame, True)


def run(architecture, weights, frame, halves=False):
    """The output map of an architecture of 3×3 layers; `weights` are (weight, bias) by layer."""
    maps = {'frame': frame.half().float() if halves else frame}
    for layer in architecture['layers']:
        x = F.conv2d(maps[layer['input'][0]], *weights[layer['name']], padding=1)
        if 'residual' in layer:
            x = x + maps[layer['residual']]
        if layer['activation'] == 'leaky-relu':
            x = F.leaky_relu(x, layer['slope'])
        maps[layer['name']] = x.half().float() if halves else x
    return maps[architecture['outputs'][0]]


def cubic(x):
    """Keys's cubic, a = −0.5."""
    x = abs(x)
    return 1.5 * x**3 - 2.5 * x**2 + 1 if x < 1 else -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


# Rows: even and odd output pixels, a quarter of an input pixel before and after the input's middle; columns: five inputs around.
CUBIC_2X = torch.tensor([[cubic(offset + 0.25) for offset in range(-2, 3)], [cubic(offset - 0.25) for offset in range(-2, 3)]])


def bicubic_2x(luma):
    """Luma [B,1,h,w] twice as large, as the four pixels of every input pixel [B,4,h,w]; borders are repeated."""
    rows = CUBIC_2X.to(luma)
    kernels = torch.stack([torch.outer(rows[dy], rows[dx]) for dy in (0, 1) for dx in (0, 1)])[:, None]
    return F.conv2d(F.pad(luma, (2, 2, 2, 2), mode='replicate'), kernels)


def to_frame(rgb):
    """R'G'B' [B,3,h,w] in 0…1 as the networks take it."""
    return F.pad(rgb, (0, 0, 0, 0, 0, 1))


def luma_of(rgb):
    return (rgb * torch.tensor(LUMA, device=rgb.device).view(1, 3, 1, 1)).sum(1, keepdim=True)


def enlarge(network, rgb):
    """Luma [B,1,2h,2w] of the enlarged frame, not clamped; the bicubic one without a network."""
    four = bicubic_2x(luma_of(rgb))
    if network is not None:
        four = four + network(to_frame(rgb).contiguous(memory_format=torch.channels_last))  # a fifth faster
    return F.pixel_shuffle(four, 2)


def count_macs(architecture):
    """Multiply-adds per input pixel, by layer."""
    channels = {item['name']: item['channels'] for item in architecture['inputs']}
    macs = {}
    for layer in architecture['layers']:
        macs[layer['name']] = channels[layer['input'][0]] * layer['channels'] * layer['kernel'] ** 2
        channels[layer['name']] = layer['channels']
    return macs


if __name__ == '__main__':
    for tier, shape in TIERS.items():
        macs = count_macs(describe(*shape))
        print(tier, sum(macs.values()), 'multiply-adds per input pixel', macs)
