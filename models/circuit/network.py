"""The network of a level that is predicted pixel by pixel: classes of two pictures, a memory and an action → the next classes and memory.

Everything that one step leaves for the next one is made of few values: classes of pixels, and a map of rounded levels.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from models.shared.architecture import Architecture, conv, count_macs
from models.shared.functions import Layer
from models.shared.network import Layers, run


@dataclass(frozen=True)
class Spec:
    """Sizes of a level and of its network."""

    width: int
    height: int
    classes: int
    actions: int
    # At half, a quarter, an eighth and a sixteenth of the size.
    channels: tuple[int, int, int, int] = (48, 64, 128, 256)
    memory: int = 32  # channels, at a quarter of the size
    levels: int = 15  # values of each
    embed: int = 12  # channels that stand for a class
    fine: int = 16  # channels at full size
    paint: int = 32
    act: int = 16  # channels that stand for an action
    # Pixels to the sides, above and below, within which a pixel's class may come from in the last picture; (0, 0): from nowhere.
    reach: tuple[int, int] = (0, 0)

    @property
    def pointers(self) -> int:
        """Neighbours that a pixel's class may come from."""
        x, y = self.reach
        return (2 * x + 1) * (2 * y + 1) if any(self.reach) else 0

    def state(self) -> dict:
        return {**asdict(self), 'channels': list(self.channels), 'reach': list(self.reach)}

    @staticmethod
    def of(state: dict) -> 'Spec':
        fields: dict = {**state, 'channels': tuple(state['channels']), 'reach': tuple(state.get('reach', (0, 0)))}
        return Spec(**fields)


def block(name: str, source: str, channels: int) -> list[Layer]:
    """Two convolutions with a shortcut."""
    return [
        conv(f'{name}a', source, channels, activation='relu'),
        conv(f'{name}b', f'{name}a', channels, activation='relu', residual=source),
    ]


def trunk(pictures: list[str], context: str, channels: tuple[int, int, int, int]) -> list[Layer]:
    """From full size down to a sixteenth and up to `mix` at a quarter, where `context` comes to what the pictures say."""
    half, quarter, eighth, sixteenth = channels
    return [
        conv('down1', pictures, half, activation='relu', stride=2),
        *block('half', 'down1', half),
        conv('down2', 'halfb', quarter, activation='relu', stride=2),
        conv('join', ['down2', context], quarter, activation='relu'),
        *block('quarter', 'join', quarter),
        conv('down3', 'quarterb', eighth, activation='relu', stride=2),
        *block('eighth', 'down3', eighth),
        conv('down4', 'eighthb', sixteenth, activation='relu', stride=2),
        *block('place', 'down4', sixteenth),
        *block('deep', 'placeb', sixteenth),
        conv('up3', ['deepb', 'eighthb'], eighth, activation='relu', upsample=True),
        *block('above', 'up3', eighth),
        conv('up2', ['aboveb', 'quarterb'], quarter, activation='relu', upsample=True),
        conv('mix', ['up2', context], quarter, activation='relu'),
    ]


def choose(spec: Spec) -> Layer:
    """The class of each pixel: by its score alone, or also by those of the neighbours that have it."""
    if not spec.pointers:
        return {'name': 'next', 'op': 'arg-max', 'input': ['logits'], 'values': 'u8'}
    return {'name': 'next', 'op': 'pointer-arg-max', 'input': ['logits', 'now'], 'reach': list(spec.reach)}


def describe(spec: Spec) -> Architecture:
    """A U-Net whose middle, where pixels are few, has room for knowledge of the place; the memory is written on the way up."""
    half, quarter, *_ = spec.channels
    lookup = lambda name, source, classes, channels: {
        'name': name, 'op': 'lookup', 'input': [source], 'classes': classes, 'channels': channels,
    }  # fmt: skip
    layers = [
        lookup('see', 'now', spec.classes, spec.embed),
        lookup('recall', 'before', spec.classes, spec.embed),
        lookup('will', 'action', spec.actions, spec.act),
        {'name': 'context', 'op': 'concat', 'input': ['memory', 'will']},
        *trunk(['see', 'recall'], 'context', spec.channels),
        conv('share', ['mix', 'memory'], spec.memory, activation='sigmoid'),
        conv('candidate', ['mix', 'memory'], spec.memory, activation='tanh'),
        {'name': 'blend', 'op': 'gate', 'input': ['memory', 'share', 'candidate']},
        {'name': 'kept', 'op': 'round-levels', 'input': ['blend'], 'levels': spec.levels},
        conv('tell', ['mix', 'kept'], quarter, activation='relu'),
        conv('up1', ['tell', 'halfb'], half, activation='relu', upsample=True),
        *block('draw', 'up1', half),
        # At full size beside the last pictures, so that most pixels need not go through the narrow middle.
        conv('spread', 'drawb', 4 * spec.fine, 1, activation='relu'),
        {'name': 'fine', 'op': 'depth-to-space', 'input': ['spread'], 'factor': 2},
        {'name': 'seen', 'op': 'concat', 'input': ['see', 'recall']},
        conv('paint', ['fine', 'seen'], spec.paint, activation='relu'),
        conv('logits', ['paint', 'see'], spec.classes + spec.pointers, 1),
        choose(spec),
    ]
    return {
        'inputs': [
            {'name': 'now', 'channels': 1, 'values': 'u8'},
            {'name': 'before', 'channels': 1, 'values': 'u8'},
            {'name': 'memory', 'channels': spec.memory, 'level': 2},
            {'name': 'action', 'channels': 1, 'level': 2, 'values': 'u8'},
        ],
        'layers': layers,
        'outputs': ['next', 'kept'],
    }


def begin(layer: Layer, module: nn.Conv2d) -> None:
    """Kaiming et al. (2015); shortcuts begin as they are, and a memory that is kept."""
    nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
    assert module.bias is not None
    nn.init.zeros_(module.bias)
    if 'residual' in layer:
        nn.init.zeros_(module.weight)
    if layer['name'] == 'logits':
        nn.init.normal_(module.weight, std=0.02)
    if layer['name'] == 'share':
        nn.init.constant_(module.bias, -1.0)


class Predictor(nn.Module):
    """The trained network. Maps of a step are [batch, channels, h, w], classes in whole numbers."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec, self.architecture = spec, describe(spec)
        self.layers = Layers(self.architecture, begin=begin)

    @property
    def gflop(self) -> float:
        return 2 * sum(count_macs(self.architecture, (self.spec.width, self.spec.height)).values()) / 1e9

    def memory_size(self) -> tuple[int, int, int]:
        return self.spec.memory, -(-self.spec.height // 4), -(-self.spec.width // 4)

    def weights(self, dtype: torch.dtype) -> dict[str, Tensor]:
        """All tensors in `dtype`, convolutions with channels last."""
        tensors = {name: value.to(dtype) for name, value in self.layers.tensors().items()}
        return {
            name: value.contiguous(memory_format=torch.channels_last) if value.ndim == 4 else value
            for name, value in tensors.items()
        }

    def step(
        self, weights: dict[str, Tensor], now: Tensor, before: Tensor, memory: Tensor, action: Tensor
    ) -> dict[str, Tensor]:
        """Every map of a step: `logits`, `next` and `kept` among them. `action`: [batch]."""
        _, height, width = self.memory_size()
        inputs = {
            'now': now,
            'before': before,
            'memory': memory,
            'action': action[:, None, None, None].expand(-1, 1, height, width),
        }
        return run(self.architecture, weights, inputs)
