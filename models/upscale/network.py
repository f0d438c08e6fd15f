"""The network that chooses the upscaler's parameters: a U-Net at half of render resolution.

Its layers are described once, in the form that packages/nn runs (`architecture` of model.json); this module executes that
description in PyTorch, so that there is no second definition to drift away.

`python network.py` prints multiply-adds per layer at 960×540 and the size of the weights.
"""

import torch
import torch.nn.functional as F
from torch import nn

FEATURES = 16
PARAMETERS = 8  # per render pixel: limit, sharpness, anisotropy ×2 · trust, keep, softness, memory
# Features differ in size; these factors even them out while training. `folded_weights` moves them into the first layer.
SCALES = [2, 8, 8, 8, 8, 8, 8, 16, 1, 1, 1, 1, 1, 1, 1, 1]
TIERS = {'standard': (16, 32, 32), 'lite': (8, 12, 20)}


def conv(name, source, channels, kernel=3, activation='relu', **more):
    return {'name': name, 'op': 'conv2d', 'input': [source], 'channels': channels, 'kernel': kernel, 'activation': activation, **more}


def describe(tier):
    """`architecture` of model.json: everything works at a half, a quarter and an eighth of render size."""
    half, quarter, eighth = TIERS[tier]
    return {
        'inputs': [{'name': 'features', 'channels': FEATURES}],
        'layers': [
            conv('down_half', 'features', half, stride=2),
            conv('down_quarter', 'down_half', quarter, stride=2),
            conv('down_eighth', 'down_quarter', eighth, stride=2),
            conv('deep', 'down_eighth', eighth),
            conv('up_quarter', 'deep', quarter, kernel=1, upsample=True, residual='down_quarter'),
            conv('mid', 'up_quarter', quarter),
            conv('up_half', 'mid', half, kernel=1, upsample=True, residual='down_half'),
            conv('fine', 'up_half', half),
            conv('head', 'fine', 4 * PARAMETERS, kernel=1, activation='sigmoid'),
        ],
        'outputs': ['head'],
    }


class Network(nn.Module):
    """Features [B,16,h,w] to parameters [B,8,h,w] in 0…1. It starts at 0.5 everywhere: the analytic path's choices."""

    def __init__(self, tier='standard'):
        super().__init__()
        self.tier = tier
        self.halves = False  # whether maps between layers are rounded to half precision, as a GPU keeps them
        self.architecture = describe(tier)
        self.register_buffer('scales', torch.tensor(SCALES, dtype=torch.float32).view(1, -1, 1, 1), persistent=False)
        self.layers = nn.ModuleDict()
        channels = {'features': FEATURES}
        for layer in self.architecture['layers']:
            kernel, inputs = layer['kernel'], channels[layer['input'][0]]
            channels[layer['name']] = layer['channels']
            padding = (kernel - 1) // 2
            module = nn.Conv2d(inputs, layer['channels'], kernel, layer.get('stride', 1), padding)
            nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
            nn.init.zeros_(module.bias)
            self.layers[layer['name']] = module
        nn.init.zeros_(self.layers['head'].weight)

    @property
    def parameters_layer(self):
        return self.layers['parameters']

    def forward(self, features):
        height, width = features.shape[-2:]
        features = features.half().float() if self.halves else features
        maps = {'features': features * self.scales}
        for layer in self.architecture['layers']:
            x = maps[layer['input'][0]]
            if layer.get('upsample'):
                x = self.enlarge(layer, x, maps)
            else:
                x = self.layers[layer['name']](x)
            if 'residual' in layer:
                x = x + maps[layer['residual']]
            x = F.relu(x) if layer['activation'] == 'relu' else torch.sigmoid(x)
            maps[layer['name']] = x.half().float() if self.halves else x
        return unfold_pixels(maps['head'], height, width)

    def folded_weights(self):
        """The tensors that packages/nn reads, by name, in half precision."""
        tensors = {name.removeprefix('layers.'): value.detach().clone() for name, value in self.state_dict().items()}
        tensors['down_half.weight'] *= self.scales
        return {name: value.half().cpu().contiguous() for name, value in tensors.items()}

    def as_exported(self):
        """A copy that computes what the exported weights do: halves for weights and between layers."""
        copy = Network(self.tier).to(self.scales.device)
        copy.load_state_dict({f'layers.{name}': value.float() for name, value in self.folded_weights().items()})
        copy.scales.fill_(1)
        copy.halves = True
        return copy.eval()

    def enlarge(self, layer, x, maps):
        """A 1×1 convolution of an enlarged map is the enlarged convolution; odd sizes lose the last row or column."""
        height, width = maps[layer['residual']].shape[-2:]
        x = self.layers[layer['name']](x)
        return x.repeat_interleave(2, 2).repeat_interleave(2, 3)[:, :, :height, :width]


def unfold_pixels(x, height, width):
    """[B,32,h/2,w/2] to [B,8,h,w]: channel (dy·2 + dx)·8 + k is parameter k of pixel (2x + dx, 2y + dy)."""
    batch, _, h, w = x.shape
    x = x.view(batch, 2, 2, PARAMETERS, h, w).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(batch, PARAMETERS, 2 * h, 2 * w)[:, :, :height, :width]


def count_macs(architecture, width=960, height=540):
    """Multiply-adds per layer, as packages/nn counts them."""
    shapes = {item['name']: (item['channels'], 0) for item in architecture['inputs']}
    macs = {}
    for layer in architecture['layers']:
        inputs, level = shapes[layer['input'][0]]
        level += (layer.get('stride', 1) == 2) - bool(layer.get('upsample'))
        pixels = -(-width // 2**level) * -(-height // 2**level)
        macs[layer['name']] = pixels * inputs * layer['channels'] * layer['kernel'] ** 2
        shapes[layer['name']] = (layer['channels'], level)
    return macs


if __name__ == '__main__':
    for tier in TIERS:
        network = Network(tier)
        macs = count_macs(network.architecture)
        weights = sum(p.numel() for p in network.state_dict().values())
        print(tier, f'{sum(macs.values()) / 1e9:.3f} GMAC, {weights} weights, {weights * 2 / 1000:.0f} kB')
        print('  ' + ' · '.join(f'{name} {count / 1e6:.0f}' for name, count in macs.items()))
