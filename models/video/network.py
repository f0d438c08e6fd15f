"""The networks that enlarge video: what bicubic enlargement by 2 lacks in luma, for every pixel that comes in.

`python -m models.video.network` prints multiply-adds per input pixel and the size of the weights.
"""

import torch
import torch.nn.functional as F

from models.shared.architecture import conv, count_macs
from models.shared.checkpoint import load_checkpoint
from models.shared.export import is_model, read_model
from models.shared.network import Exported, Layers

INPUTS, OUTPUTS = (
    4,
    4,
)  # R'G'B' and the degradation level (0…1); luma of the pixels at (0,0), (1,0), (0,1), (1,1)
LUMA = (0.2126, 0.7152, 0.0722)
TIERS = {
    # channels, 3×3 layers between the first and the last
    'small': (8, 5),
    'medium': (16, 4),
    'large': (24, 7),
}
SLOPE = 0.1


LEAKY: dict = {'activation': 'leaky-relu', 'slope': SLOPE}


def describe(channels, depth):
    """`architecture` of model.json: 3×3 layers at the size of the frame, the first added again behind the last but one."""
    layers = [conv('enter', 'frame', channels, **LEAKY)]
    for index in range(1, depth + 1):
        skip: dict = {'residual': 'enter'} if index == depth and depth > 1 else {}
        layers.append(conv(f'body{index}', layers[-1]['name'], channels, **LEAKY, **skip))
    layers.append(conv('head', layers[-1]['name'], OUTPUTS))
    return {'inputs': [{'name': 'frame', 'channels': INPUTS}], 'layers': layers, 'outputs': ['head']}


class Network(Layers):
    """Frames [B,4,h,w] to luma missing in their bicubic enlargement [B,4,h,w]. Begins as (nearly) bicubic."""

    def __init__(self, tier='small', shape=None):
        chosen = tuple(shape or TIERS[tier])
        super().__init__(describe(*chosen), ends=True, begin=begin)
        self.tier = tier


@torch.no_grad()
def begin(layer, module):
    """First weights: small ones around the identity, and next to nothing in the last layer."""
    is_last = layer['name'] == 'head'
    outputs, inputs = module.weight.shape[:2]
    module.weight.normal_(std=(0.05 if is_last else 1) * (1 / (9 * inputs)) ** 0.5)
    module.bias.zero_()
    if inputs == outputs and not is_last:
        each = torch.arange(outputs)
        module.weight[each, each, 1, 1] += 0.5


def load_network(run):
    """The averaged weights of a run of any recipe of this folder, or a shipped model, as a GPU runs them."""
    if is_model(run):
        config, tensors = read_model(run)
        return Exported(config['architecture'], tensors)
    checkpoint = load_checkpoint(run)
    network = Layers(checkpoint['architecture'], checkpoint['ends'])
    network.load_state_dict(checkpoint['average'])
    return Exported(network.architecture, network.rounded_weights())


def cubic(x):
    """Keys's cubic, a = −0.5."""
    x = abs(x)
    return 1.5 * x**3 - 2.5 * x**2 + 1 if x < 1 else -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


# Rows: even and odd output pixels, a quarter of an input pixel before and after the input's middle; columns: five inputs around.
CUBIC_2X = torch.tensor(
    [[cubic(offset + 0.25) for offset in range(-2, 3)], [cubic(offset - 0.25) for offset in range(-2, 3)]]
)


def bicubic_2x(luma):
    """Luma [B,1,h,w] twice as large, as the four pixels of every input pixel [B,4,h,w]; borders are repeated."""
    rows = CUBIC_2X.to(luma)
    kernels = torch.stack([torch.outer(rows[dy], rows[dx]) for dy in (0, 1) for dx in (0, 1)])[:, None]
    return F.conv2d(F.pad(luma, (2, 2, 2, 2), mode='replicate'), kernels)


def to_frame(rgb, level):
    """R'G'B' [B,3,h,w] in 0…1 as the networks take it: with a plane of the degradation level, 0…1."""
    return torch.cat([rgb, torch.full_like(rgb[:, :1], level)], 1)


def luma_of(rgb):
    return (rgb * torch.tensor(LUMA, device=rgb.device).view(1, 3, 1, 1)).sum(1, keepdim=True)


def enlarge(network, rgb, level=0.0):
    """Luma [B,1,2h,2w] of the enlarged frame, not clamped; the bicubic one without a network. `level` is the degradation level."""
    level = float(level)
    four = bicubic_2x(luma_of(rgb))
    if network is not None:
        four = four + network(
            to_frame(rgb, level).contiguous(memory_format=torch.channels_last), level
        )  # a fifth faster
    return F.pixel_shuffle(four, 2)


if __name__ == '__main__':
    for tier, shape in TIERS.items():
        macs = count_macs(describe(*shape))
        print(tier, sum(macs.values()), 'multiply-adds per input pixel', macs)
