"""What the recipe is compared with: a U-Net of the same cost that reads two pictures as colours and is trained by L1.

    python -m models.circuit.baseline --data crossing.episodes --validation check.episodes --out RUN --minutes 15 \\
      --predict truth.episodes

Takes the options of models.circuit.train that say something about such a network. `--predict` writes RUN/made.episodes, which
`npm run quality -- --level … --beside NAME=RUN/made.episodes` sets beside a level; `--truth` of that command writes the games.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.circuit.dataset import Drives
from models.circuit.network import Spec, begin, block, trunk
from models.shared.architecture import Architecture, conv
from models.shared.episodes import Episode, Recordings, write_recordings
from models.shared.network import Layers, gflop, run
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start


def describe(spec: Spec) -> Architecture:
    """The network of `models.circuit.network` without classes and without a memory."""
    half, quarter, *_ = spec.channels
    layers = [
        {'name': 'will', 'op': 'lookup', 'input': ['action'], 'classes': spec.actions, 'channels': spec.act},
        *trunk(['now', 'before'], 'will', spec.channels),
        # In place of the gate of the memory.
        *block('tell', 'mix', quarter),
        conv('up1', ['tellb', 'halfb'], half, activation='relu', upsample=True),
        *block('draw', 'up1', half),
        conv('spread', 'drawb', 4 * spec.fine, 1, activation='relu'),
        {'name': 'fine', 'op': 'depth-to-space', 'input': ['spread'], 'factor': 2},
        conv('paint', ['fine', 'now', 'before'], spec.paint, activation='relu'),
        conv('next', ['paint', 'now'], 3, 1, activation='sigmoid'),
    ]
    return {
        'inputs': [
            {'name': 'now', 'channels': 3},
            {'name': 'before', 'channels': 3},
            {'name': 'action', 'channels': 1, 'level': 2, 'values': 'u8'},
        ],
        'layers': layers,
        'outputs': ['next'],
    }


class Painter(nn.Module):
    """Two pictures [batch, 3, h, w] from 0 to 1 and an action → the next picture."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec, self.architecture = spec, describe(spec)
        self.layers = Layers(self.architecture, begin=begin)

    @property
    def gflop(self) -> float:
        return gflop(self.architecture, (self.spec.width, self.spec.height))

    def forward(self, now: Tensor, before: Tensor, action: Tensor) -> Tensor:
        size = -(-self.spec.height // 4), -(-self.spec.width // 4)
        action = action[:, None, None, None].expand(-1, 1, *size)
        inputs = {'now': now, 'before': before, 'action': action}
        return run(self.architecture, self.layers.tensors(), inputs)['next']


def colours_of(header: dict, device: str) -> Tensor:
    return torch.tensor(header['palette'], dtype=torch.float32, device=device) / 255


def as_colours(pictures: Tensor, palette: Tensor) -> Tensor:
    """Numbers of colours [batch, h, w] → [batch, 3, h, w]."""
    return palette[pictures.long()].permute(0, 3, 1, 2)


def nearest(pictures: Tensor, palette: Tensor) -> Tensor:
    """The number of the nearest colour of each pixel [batch, h, w]."""
    return (pictures[:, None] - palette[:, :, None, None]).square().sum(2).argmin(1).to(torch.uint8)


@torch.no_grad()
def follow(net: Painter, frames: Tensor, actions: Tensor, palette: Tensor, told: int) -> Tensor:
    """
    Pictures as `npm run quality -- --beside` takes them [games, steps + 1, h, w]: two true ones, predictions from two true ones each up
    to number `told`, then of own predictions, which go in as the colours that they are.
    """
    made = frames.clone()
    before, now = (as_colours(frames[:, step], palette) for step in (0, 1))
    for step in range(1, actions.shape[1]):
        if step <= told:
            before, now = (as_colours(frames[:, one], palette) for one in (step - 1, step))
        before, now = now, net(now, before, actions[:, step])
        made[:, step + 1] = nearest(now, palette)
    return made


class BaselineRecipe(Recipe):
    network: Painter
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.998, delay=10)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.data = options, Drives(options.data, team.device)
        self.palette = colours_of(self.data.header, team.device)
        frame = self.data.header['frame']
        size = (frame['width'], frame['height'], len(self.palette), len(self.data.header['actions']))
        self.spec = Spec(*size, channels=tuple(options.channels), fine=options.fine, paint=options.paint)
        self.network = Painter(self.spec).to(team.device)
        adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.optimizers = [(adam, options.rate)]

    def begin(self, run: Run) -> None:
        torch.manual_seed(self.options.seed + 1000 * run.team.rank + run.step)

    def baselines(self) -> dict[str, dict]:
        self.held_out = Drives(self.options.validation, self.data.device, like=self.data.header)
        weights = sum(one.numel() for one in self.network.parameters())
        print(f'{weights} weights, {self.network.gflop:.2f} GFLOP a step', flush=True)
        truth = self.held_out.frames
        return {'last picture': {'one step': float((truth[:, 1:] == truth[:, :-1]).float().mean())}}

    def losses(self, run: Run) -> dict[str, Tensor]:
        data, batch = self.data, self.options.batch
        episode = torch.randint(len(data), (batch,), device=data.device)
        step = torch.randint(1, data.steps, (batch,), device=data.device)
        before, now, target = (as_colours(data.frames[episode, step + one], self.palette) for one in (-1, 0, 1))
        return {'l1': (self.network(now, before, data.actions[episode, step]) - target).abs().mean()}

    def evaluate(self, average: nn.Module, out: Path) -> dict:
        assert isinstance(average, Painter)
        data, told = self.held_out, 16
        longest = min(told + 100, data.steps)
        frames, actions = data.frames[:, : longest + 1], data.actions[:, :longest]
        right = (follow(average, frames, actions, self.palette, told) == frames).float().mean((0, 2, 3))
        figures = {'one step': float(right[2 : told + 1].mean())}
        return figures | {f'pixels after {n}': float(right[told + n]) for n in (10, 30, 100) if told + n <= longest}

    def state(self) -> dict:
        return {'spec': self.spec.state(), 'header': self.data.header}


def predict(net: Painter, file: str, header: dict, out: Path, told: int) -> None:
    """Predicts the games of a recording and writes them as another one."""
    truth = Recordings(file)
    for field in ('frame', 'actions'):
        if truth.header[field] != header[field]:
            raise ValueError(f'{file}: {field} is not that of the recordings that were learned from.')
    palette = colours_of(truth.header, 'cpu')
    games = [truth[i] for i in range(len(truth))]
    made: dict[int, np.ndarray] = {}
    # Games of one length go together.
    for length in sorted({len(one.actions) for one in games}):
        group = [one for one in games if len(one.actions) == length]
        frames, actions = (
            torch.from_numpy(np.stack([getattr(one, name) for one in group])) for name in ('frames', 'actions')
        )
        pictures = follow(net.cpu(), frames, actions, palette, told).numpy()
        made |= {one.seed: own for one, own in zip(group, pictures)}
    episodes = [Episode(one.seed, one.bot, one.actions, one.movers, made[one.seed]) for one in games]
    write_recordings(out, truth.header, episodes)


def main() -> None:
    parser = parser_of(
        __doc__, Defaults(minutes=15, batch=32, rate=2e-3, evaluate_every=4), 'recordings that are not learned from'
    )
    parser.add_argument(
        '--channels', type=int, nargs=4, default=[24, 32, 64, 96], help='at 1/2, 1/4, 1/8 and 1/16 of the size'
    )
    parser.add_argument('--fine', type=int, default=8, help='channels from the network at full size')
    parser.add_argument('--paint', type=int, default=16, help='channels before colours are told')
    parser.add_argument('--predict', help='a recording whose games are predicted when the training is over')
    parser.add_argument('--told', type=int, default=60, help='true pictures of each before own predictions begin')
    options = parser.parse_args()
    team = start(options)
    recipe = BaselineRecipe(options, team)
    run = Run(options, team, recipe)
    run.train()
    if options.predict and team.leads:
        assert isinstance(run.average, Painter)
        predict(run.average, options.predict, recipe.data.header, Path(options.out) / 'made.episodes', options.told)


if __name__ == '__main__':
    main()
