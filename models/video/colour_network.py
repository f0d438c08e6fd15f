"""The network that colours black-and-white video: chroma from luma, for a whole frame made 192 pixels wide.

`python -m models.video.colour_network` prints multiply-adds per pixel of that small frame.
"""

import torch

from models.shared.architecture import conv, count_macs
from models.shared.network import Layers
from models.video.network import LEAKY, begin, luma_of

SIDE = 192  # the longer side of what it sees, as packages/video/src/colour/colour-size.ts has it
CHANNELS = (12, 24, 32, 48, 64)  # at full, half … sixteenth size


def describe(channels=CHANNELS):
    """`architecture` of model.json: luma and its place down to a sixteenth of the size and up again, joined at every level."""
    layers = [conv('enter', 'frame', channels[0], **LEAKY)]
    skips = ['enter']
    for level, count in enumerate(channels[1:], 1):
        layers.append(conv(f'down{level}', skips[-1], count, stride=2, **LEAKY))
        layers.append(conv(f'seen{level}', f'down{level}', count, residual=f'down{level}', **LEAKY))
        skips.append(f'seen{level}')
    layers.append(conv('deep', skips[-1], channels[-1], residual=skips[-1], **LEAKY))
    last = 'deep'
    for level in reversed(range(len(channels) - 1)):
        layers.append(conv(f'up{level}', [last, skips[level]], channels[level], upsample=True, **LEAKY))
        last = f'up{level}'
    layers.append(conv('head', last, 4))
    return {'inputs': [{'name': 'frame', 'channels': 4}], 'layers': layers, 'outputs': ['head']}


class ColourNetwork(Layers):
    """Frames [B,4,h,w] of `to_frame` to [B,4,h,w]: Cb, Cr, and two channels that nobody reads."""

    def __init__(self):
        super().__init__(describe(), begin=begin)


def to_frame(luma):
    """Luma [B,1,h,w] in 0…1 as the network takes it: how far from the middle across and how far down each pixel lies, zero."""
    batch, _, height, width = luma.shape
    x = (2 * (torch.arange(width, device=luma.device) + 0.5) / width - 1).abs().expand(batch, 1, height, width)
    y = ((torch.arange(height, device=luma.device) + 0.5) / height)[:, None].expand(batch, 1, height, width)
    return torch.cat([luma, x, y, torch.zeros_like(luma)], 1)


def chroma_of(rgb):
    """Cb and Cr [B,2,h,w] of R'G'B', BT.709, −0.5…0.5."""
    luma = luma_of(rgb)
    return torch.cat([(rgb[:, 2:] - luma) / 1.8556, (rgb[:, :1] - luma) / 1.5748], 1)


if __name__ == '__main__':
    macs = count_macs(describe())
    print(sum(macs.values()), 'multiply-adds per pixel of the small frame', macs)
