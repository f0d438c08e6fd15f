"""The network that sees how badly a frame was treated by codecs, noise and blur, so that nobody has to say.

`python degradation_network.py` prints multiply-adds per input pixel.
"""

import torch
import torch.nn.functional as F

from network import SLOPE, Layers, count_macs

CHANNELS = (12, 16, 24)  # at half, quarter and eighth size
LARGEST = 8  # of the logarithm of a place's weight


def describe(channels=CHANNELS):
    """`architecture` of model.json: down to an eighth of the size, where every place has an opinion and a weight."""
    conv = lambda name, source, count, **more: {'name': name, 'op': 'conv2d', 'input': [source], 'channels': count, 'kernel': 3, **more}
    layers, last = [], 'frame'
    for index, count in enumerate(channels, 1):
        layers.append(conv(f'down{index}', last, count, stride=2, activation='leaky-relu', slope=SLOPE))
        last = f'down{index}'
    layers.append(conv('head', last, 4, activation='none'))
    return {'inputs': [{'name': 'frame', 'channels': 4}], 'layers': layers, 'outputs': ['head']}


class DegradationNetwork(Layers):
    """Frames [B,4,h,w] of R'G'B' and a plane of zeros to [B,4,h/8,w/8]: opinion, logarithm of its weight, two that nobody reads."""

    tier, shape = 'degradation', list(CHANNELS)

    def __init__(self):
        super().__init__(describe())


def level_of(network, rgb):
    """0 clean … 1 harsh [B] of R'G'B' [B,3,h,w]: the weighted mean of all opinions, through a sigmoid."""
    head = network(F.pad(rgb, (0, 0, 0, 0, 0, 1)))
    opinion, weight = head[:, 0].flatten(1), head[:, 1].flatten(1).clamp(-LARGEST, LARGEST).exp()
    return torch.sigmoid((opinion * weight).sum(1) / weight.sum(1))


if __name__ == '__main__':
    macs = count_macs(describe())
    print(sum(macs.values()), 'multiply-adds per input pixel', macs)
