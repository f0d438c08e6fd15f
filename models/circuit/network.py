"""The network of a level that is predicted pixel by pixel: classes of two pictures, a memory and an action → the next classes and memory.

Everything that one step leaves for the next one is made of few values: classes of pixels, and a map of rounded levels.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from models.circuit.place import draw, halvings, lookup, sight, tables, think
from models.shared.architecture import Architecture, conv
from models.shared.functions import Layer
from models.shared.network import Layers, channels_last, gflop, run


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
    # Numbers of a vector of the place (place.py), which then is the memory; 0: the memory is a map at a quarter of the size.
    place: int = 0

    @property
    def level(self) -> int:
        """How often the size of the memory is halved."""
        return halvings(self.width, self.height) if self.place else 2

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


def with_map(spec: Spec) -> list[Layer]:
    """From the pictures to `tell` at a quarter of the size; the memory, a map of that size, is written on the way up."""
    return [
        {'name': 'context', 'op': 'concat', 'input': ['memory', 'will']},
        *trunk(['see', 'recall'], 'context', spec.channels),
        conv('share', ['mix', 'memory'], spec.memory, activation='sigmoid'),
        conv('candidate', ['mix', 'memory'], spec.memory, activation='tanh'),
        {'name': 'blend', 'op': 'gate', 'input': ['memory', 'share', 'candidate']},
        {'name': 'kept', 'op': 'round-levels', 'input': ['blend'], 'levels': spec.levels},
        conv('tell', ['mix', 'kept'], spec.channels[1], activation='relu'),
    ]


def with_place(spec: Spec) -> list[Layer]:
    """The same, where the memory is the vector of the place: it is moved first, and what lies around there joins the pictures."""
    return [
        *tables(spec.classes, spec.actions),
        *sight(spec.place, spec.level),
        *think(spec.place),
        *draw(spec.place, spec.level),
        {'name': 'willed', 'op': 'resize', 'input': ['will'], 'factor': 2 ** (spec.level - 2)},
        {'name': 'context', 'op': 'concat', 'input': ['groundb', 'willed']},
        *trunk(['see', 'recall'], 'context', spec.channels),
        conv('tell', ['mix', 'groundb'], spec.channels[1], activation='relu'),
    ]


def describe(spec: Spec) -> Architecture:
    """A U-Net whose middle, where pixels are few, has room for knowledge of the place."""
    half, *_ = spec.channels
    layers = [
        lookup('see', 'now', spec.classes, spec.embed),
        lookup('recall', 'before', spec.classes, spec.embed),
        lookup('will', 'action', spec.actions, spec.act),
        *(with_place(spec) if spec.place else with_map(spec)),
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
            {'name': 'memory', 'channels': spec.memory, 'level': spec.level},
            {'name': 'action', 'channels': 1, 'level': spec.level, 'values': 'u8'},
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


# Layers that move a vector of the place.
MOVES = ('order', 'doubt', 'believe', 'think1', 'think2', 'moved')


class Predictor(nn.Module):
    """The trained network. Maps of a step are [batch, channels, h, w], classes in whole numbers."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec, self.architecture = spec, describe(spec)
        self.layers = Layers(self.architecture, begin=begin)

    @property
    def gflop(self) -> float:
        return gflop(self.architecture, (self.spec.width, self.spec.height))

    def memory_size(self) -> tuple[int, int, int]:
        size = 2**self.spec.level
        return self.spec.memory, -(-self.spec.height // size), -(-self.spec.width // size)

    def no_memory(self, streams: int, dtype: torch.dtype, device: torch.device | str) -> Tensor:
        """What is remembered before the first step. A vector of the place keeps single precision."""
        memory = torch.zeros(
            streams, *self.memory_size(), dtype=torch.float32 if self.spec.place else dtype, device=device
        )
        return memory.contiguous(memory_format=torch.channels_last)

    def weights(self, dtype: torch.dtype) -> dict[str, Tensor]:
        """All tensors in `dtype`, convolutions with channels last; those that move a vector of the place in single precision."""
        exact = MOVES if self.spec.place else ()
        tensors = {
            name: value if name.partition('.')[0] in exact else value.to(dtype)
            for name, value in self.layers.tensors().items()
        }
        return channels_last(tensors)

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
        # Weights say which precision a layer has.
        with torch.autocast(now.device.type, enabled=False):
            return run(self.architecture, weights, inputs)

    @torch.no_grad()
    def find(self, weights: dict[str, Tensor], now: Tensor, before: Tensor) -> Tensor:
        """The vector of the place that two pictures [batch, 1, h, w] show."""
        spec, inputs = self.spec, self.architecture['inputs'][:2]
        layers = [*tables(spec.classes, spec.actions)[:2], *sight(spec.place, spec.level)]
        with torch.autocast(now.device.type, enabled=False):
            return run({'inputs': inputs, 'layers': layers}, weights, {'now': now, 'before': before})['found'].float()
