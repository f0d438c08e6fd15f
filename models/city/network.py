"""The network that lights a picture of classes: classes and its own last picture → the next picture, three times as large.

A pixel of classes becomes 3×3 pixels, whose colours are channels until the end (Shi et al. 2016). Its last picture comes back as
these channels, rounded to bytes: so an edge can stay where it was between two pixels.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.circuit.network import block
from models.city.dataset import SCALE
from models.shared.architecture import Architecture, conv
from models.shared.functions import Layer
from models.shared.network import Layers, channels_last, gflop, run

COLOURS = 3 * SCALE * SCALE


@dataclass(frozen=True)
class Spec:
    """Sizes of pictures and of the network."""

    width: int
    height: int
    classes: int
    # At half, a quarter, an eighth and a sixteenth of the size.
    channels: tuple[int, int, int, int] = (24, 32, 48, 64)
    embed: int = 12  # channels that stand for a class
    fine: int = 12  # channels from the network at full size
    paint: int = 20

    def state(self) -> dict:
        return {**asdict(self), 'channels': list(self.channels)}

    @staticmethod
    def of(state: dict) -> 'Spec':
        fields: dict = {**state, 'channels': tuple(state['channels'])}
        return Spec(**fields)


def describe(spec: Spec) -> Architecture:
    """A U-Net; what is true of the whole picture, such as where the sun is, comes from the mean of its middle."""
    half, quarter, eighth, sixteenth = spec.channels
    lookup = lambda name, channels: {
        'name': name, 'op': 'lookup', 'input': ['now'], 'classes': spec.classes, 'channels': channels,
    }  # fmt: skip
    layers: list[Layer] = [
        lookup('see', spec.embed),
        lookup('base', COLOURS),
        conv('down1', ['see', 'past'], half, activation='relu', stride=2),
        *block('half', 'down1', half),
        conv('down2', 'halfb', quarter, activation='relu', stride=2),
        *block('quarter', 'down2', quarter),
        conv('down3', 'quarterb', eighth, activation='relu', stride=2),
        *block('eighth', 'down3', eighth),
        conv('down4', 'eighthb', sixteenth, activation='relu', stride=2),
        *block('deep', 'down4', sixteenth),
        {'name': 'pool', 'op': 'average-pool', 'input': ['deepb'], 'global': True},
        {'name': 'row', 'op': 'to-matrix', 'input': ['pool']},
        {'name': 'learn', 'op': 'linear', 'input': ['row'], 'channels': sixteenth, 'activation': 'relu'},
        {'name': 'whole', 'op': 'linear', 'input': ['learn'], 'channels': sixteenth},
        {'name': 'told', 'op': 'add', 'input': ['deepb', 'whole'], 'activation': 'relu'},
        conv('up3', ['told', 'eighthb'], eighth, activation='relu', upsample=True),
        conv('up2', ['up3', 'quarterb'], quarter, activation='relu', upsample=True),
        conv('mix', 'up2', quarter, activation='relu'),
        conv('up1', ['mix', 'halfb'], half, activation='relu', upsample=True),
        *block('draw', 'up1', half),
        conv('spread', 'drawb', 4 * spec.fine, 1, activation='relu'),
        {'name': 'fine', 'op': 'depth-to-space', 'input': ['spread'], 'factor': 2},
        {'name': 'seen', 'op': 'concat', 'input': ['see', 'past']},
        conv('paint', ['fine', 'seen'], spec.paint, activation='relu'),
        *block('smooth', 'paint', spec.paint),
        conv('light', 'smoothb', COLOURS, 1, activation='sigmoid', residual='base'),
        {'name': 'picture', 'op': 'round-levels', 'input': ['light'], 'levels': 256, 'range': 'unit'},
    ]
    return {
        'inputs': [{'name': 'now', 'channels': 1, 'values': 'u8'}, {'name': 'past', 'channels': COLOURS}],
        'layers': layers,
        'outputs': ['picture'],
    }


def begin(layer: Layer, module: nn.Conv2d) -> None:
    """Kaiming et al. (2015); shortcuts begin as they are."""
    nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
    assert module.bias is not None
    nn.init.zeros_(module.bias)
    if 'residual' in layer:
        nn.init.zeros_(module.weight)


class City(nn.Module):
    """The trained network."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec, self.architecture = spec, describe(spec)
        self.layers = Layers(self.architecture, begin=begin)

    @property
    def gflop(self) -> float:
        return gflop(self.architecture, (self.spec.width, self.spec.height))

    @torch.no_grad()
    def begin_with(self, colours: Tensor) -> None:
        """Each class begins with its mean colour [classes, 3]."""
        base: Tensor = self.layers.tensors()['base.weight']
        base.copy_(colours.clamp(0.01, 0.99).logit().repeat_interleave(SCALE * SCALE, 1))

    def weights(self) -> dict[str, Tensor]:
        """All tensors, convolutions with channels last."""
        return channels_last(self.layers.tensors())

    def step(self, weights: dict[str, Tensor], now: Tensor, past: Tensor) -> Tensor:
        """Classes [batch, h, w] and its last picture as channels [batch, COLOURS, h, w] → the next one."""
        return run(self.architecture, weights, {'now': now[:, None], 'past': past})['picture']

    def nothing(self, like: Tensor) -> Tensor:
        """What is given for the last picture where there is none."""
        size = (len(like), COLOURS, *like.shape[-2:])
        return torch.zeros(size, device=like.device).contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def follow(self, frames: Tensor) -> Tensor:
        """Pictures [drives, steps, 3, 3 h, 3 w] of drives [drives, steps, h, w], from nothing."""
        weights, past, made = self.weights(), self.nothing(frames[:, 0]), []
        for step in range(frames.shape[1]):
            past = self.step(weights, frames[:, step], past)
            made.append(unfold(past))
        return torch.stack(made, 1)


def unfold(picture: Tensor) -> Tensor:
    """Channels as pixels."""
    return F.pixel_shuffle(picture, SCALE)


def fold(lit: Tensor) -> Tensor:
    """Pixels as channels."""
    return F.pixel_unshuffle(lit, SCALE)
