"""The networks that enlarge video: what bicubic enlargement by 2 lacks in luma, for every pixel that comes in.

Their layers are described once, in the form that packages/nn runs (`architecture` of model.json); this module executes such
descriptions in PyTorch. `python network.py` prints multiply-adds per input pixel and the size of the weights.
"""

import copy

import torch
import torch.nn.functional as F
from torch import nn

INPUTS, OUTPUTS = 4, 4  # R'G'B' and how badly the frame was treated (0…1); luma of the pixels at (0,0), (1,0), (0,1), (1,1)
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


class Layers(nn.Module):
    """
    An architecture with weights that can be trained; with `ends`, weights that lie between two sets of them, at 0 and at 1, as
    in deep network interpolation (Wang et al. 2019).
    """

    def __init__(self, architecture, ends=False):
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleDict()
        channels = {item['name']: item['channels'] for item in architecture['inputs']}
        for layer in architecture['layers']:
            name, kernel = layer['name'], layer['kernel']
            inputs = sum(channels[source] for source in layer['input'])
            channels[name] = layer['channels']
            module = nn.Conv2d(inputs, layer['channels'], kernel, layer.get('stride', 1), kernel // 2)
            self.layers[name] = begin(module, name == 'head')
        self.ends = copy.deepcopy(self.layers) if ends else None

    def forward(self, frame, level=0.0):
        return run(self.architecture, weights_at(self.tensors(), self.layers, level), frame)

    def tensors(self):
        """All weights by the names that packages/nn knows: NAME.weight and NAME.bias, those at 1 with .end behind."""
        named = dict(self.layers.named_parameters())
        return named | ({f'{name}.end': value for name, value in self.ends.named_parameters()} if self.ends else {})

    def load_tensors(self, tensors):
        """Takes exported weights; both ends begin alike where there is one."""
        with torch.no_grad():
            for name, value in self.tensors().items():
                value.copy_(tensors.get(name, tensors[name.removesuffix('.end')]))

    def parameter_groups(self):
        """(matrices, the rest), for an optimizer that treats matrices as such: groups of those at 0 and of those at 1."""
        groups = lambda part: [
            {'params': [getattr(layer, part) for layer in layers.values()], 'end': end}
            for end, layers in enumerate((self.layers, self.ends))
            if layers
        ]
        return groups('weight'), groups('bias')

    def rounded_weights(self):
        """The tensors that packages/nn reads, by name, in half precision."""
        return {name: value.detach().half().cpu().contiguous() for name, value in self.tensors().items()}


class Network(Layers):
    """Frames [B,4,h,w] to luma missing in their bicubic enlargement [B,4,h,w]. Begins as (nearly) bicubic."""

    def __init__(self, tier='small', shape=None):
        chosen = tuple(shape or TIERS[tier])
        super().__init__(describe(*chosen), ends=True)
        self.tier, self.shape = tier, chosen


@torch.no_grad()
def begin(layer, is_last):
    """First weights: small ones around the identity, and next to nothing in the last layer."""
    outputs, inputs = layer.weight.shape[:2]
    layer.weight.normal_(std=(0.05 if is_last else 1) * (1 / (9 * inputs)) ** 0.5)
    layer.bias.zero_()
    if inputs == outputs and not is_last:
        each = torch.arange(outputs)
        layer.weight[each, each, 1, 1] += 0.5
    return layer


class Exported(nn.Module):
    """What the exported weights compute on a GPU: halves for weights and between layers."""

    def __init__(self, architecture, tensors):
        super().__init__()
        self.architecture = architecture
        self.tensors = {name: value.float() for name, value in tensors.items()}

    def forward(self, frame, level=0.0):
        names = [layer['name'] for layer in self.architecture['layers']]
        tensors = {name: value.to(frame.device) for name, value in self.tensors.items()}
        return run(self.architecture, weights_at(tensors, names, level, True), frame, True)


def weights_at(tensors, names, level, halves=False):
    """(weight, bias) by layer, at `level` between their ends."""

    def at(name):
        start, end = tensors[name], tensors.get(f'{name}.end')
        mixed = start if end is None or level == 0 else start + (end - start) * level
        return mixed.half().float() if halves and name.endswith('weight') else mixed

    return {name: (at(f'{name}.weight'), at(f'{name}.bias')) for name in names}


def run(architecture, weights, frame, halves=False):
    """The first output of an architecture; `weights` are (weight, bias) by layer. tests/parity/nn/make_unet.py is its meaning."""
    maps = {'frame': frame.half().float() if halves else frame}
    for layer in architecture['layers']:
        first, *rest = (maps[source] for source in layer['input'])
        if layer.get('upsample'):
            first = F.interpolate(first, scale_factor=2)
            first = torch.cat([first[..., : rest[0].shape[2], : rest[0].shape[3]], *rest], 1)
        x = F.conv2d(first, *weights[layer['name']], layer.get('stride', 1), layer['kernel'] // 2)
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


def to_frame(rgb, level):
    """R'G'B' [B,3,h,w] in 0…1 as the networks take it: with a plane that says how badly it was treated, 0…1."""
    return torch.cat([rgb, torch.full_like(rgb[:, :1], level)], 1)


def luma_of(rgb):
    return (rgb * torch.tensor(LUMA, device=rgb.device).view(1, 3, 1, 1)).sum(1, keepdim=True)


def enlarge(network, rgb, level=0.0):
    """Luma [B,1,2h,2w] of the enlarged frame, not clamped; the bicubic one without a network. `level` is how badly it was treated."""
    level = float(level)
    four = bicubic_2x(luma_of(rgb))
    if network is not None:
        four = four + network(to_frame(rgb, level).contiguous(memory_format=torch.channels_last), level)  # a fifth faster
    return F.pixel_shuffle(four, 2)


def count_macs(architecture):
    """Multiply-adds per input pixel, by layer; halved maps count a quarter each."""
    channels = {item['name']: item['channels'] for item in architecture['inputs']}
    levels, macs = {name: 0 for name in channels}, {}
    for layer in architecture['layers']:
        name, inputs = layer['name'], layer['input']
        level = levels[inputs[0]] - bool(layer.get('upsample')) + (layer.get('stride', 1) == 2)
        count = sum(channels[source] for source in inputs) * layer['channels'] * layer['kernel'] ** 2 / 4**level
        macs[name], channels[name], levels[name] = round(count), layer['channels'], level
    return macs


if __name__ == '__main__':
    for tier, shape in TIERS.items():
        macs = count_macs(describe(*shape))
        print(tier, sum(macs.values()), 'multiply-adds per input pixel', macs)
