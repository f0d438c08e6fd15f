"""The network that estimates the degradation level of a frame (codec, noise, blur) from its pixels.

`python -m models.video.degradation_network` prints multiply-adds per input pixel.
"""

import torch
import torch.nn.functional as F
from torch import nn

from models.shared.architecture import conv, count_macs
from models.shared.network import Layers
from models.video.network import LEAKY, LUMA, begin

CHANNELS = (12, 16, 24)  # at half, quarter and eighth size
GAIN = 10  # of the differences between pixels that the first layer sees in the beginning
LARGEST = 8  # of the logarithm of a place's weight


def describe(channels=CHANNELS):
    """`architecture` of model.json: down to an eighth of the size, where every place has an opinion and a weight."""
    layers, last = [], 'frame'
    for index, count in enumerate(channels, 1):
        layers.append(conv(f'down{index}', last, count, stride=2, **LEAKY))
        last = f'down{index}'
    layers.append(conv('head', last, 4))
    return {'inputs': [{'name': 'frame', 'channels': 4}], 'layers': layers, 'outputs': ['head']}


class DegradationNetwork(Layers):
    """Frames [B,4,h,w] of R'G'B' and a plane of zeros to [B,4,h/8,w/8]: opinion, logarithm of its weight, two that nobody reads."""

    def __init__(self):
        super().__init__(describe(), begin=begin)
        # What codecs and noise leave is of a few steps of 255: the first layer begins with differences of luma, enlarged.
        down = self.layers['down1']
        assert isinstance(down, nn.Conv2d)
        first = down.weight
        with torch.no_grad():
            kernels = torch.randn(len(first), 1, 3, 3)
            kernels -= kernels.mean((2, 3), keepdim=True)
            first.copy_(GAIN * kernels * torch.tensor((*LUMA, 0.0)).view(1, 4, 1, 1))


def logit_of(network, rgb):
    """The weighted mean of all opinions on R'G'B' [B,3,h,w]: [B]."""
    head = network(F.pad(rgb, (0, 0, 0, 0, 0, 1)))
    opinion, weight = head[:, 0].flatten(1), head[:, 1].flatten(1).clamp(-LARGEST, LARGEST).exp()
    return (opinion * weight).sum(1) / weight.sum(1)


def level_of(network, rgb):
    """0 clean … 1 harsh [B]."""
    return torch.sigmoid(logit_of(network, rgb))


if __name__ == '__main__':
    macs = count_macs(describe())
    print(sum(macs.values()), 'multiply-adds per input pixel', macs)
