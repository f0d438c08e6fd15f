"""Trains a generator of tiles that needs one step: noise, kind and colour → 32×32 RGBA.

python -m models.image.gan --data models/image/data --out RUN [--minutes N] [--bf16]

Hinge losses, a projection discriminator (Miyato and Koyama 2018), a penalty on its gradient at real tiles (R1, Mescheder et al.
2018) and the same movements and holes for real and made tiles (DiffAugment, Zhao et al. 2020).
"""

import argparse
import itertools
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.image.colours import COLOURS
from models.image.dataset import load
from models.image.graph import channels_last
from models.image.judge import disturb
from models.image.sheet import draw_sheet
from models.image.words import KINDS
from models.shared.architecture import Architecture, conv
from models.shared.checkpoint import load_checkpoint
from models.shared.network import Layers
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

NOISE = 64
CONDITIONS = len(KINDS) + len(COLOURS)
WIDTHS = (160, 128, 96, 64)  # at 4, 8, 16 and 32 pixels
R1, R1_EVERY = 0.1, 8
SHOWN = [
    ('dragon', 'red'),
    ('sword', 'blue'),
    ('potion', 'green'),
    ('cloak', 'purple'),
    ('wall', 'grey'),
    ('statue', 'grey'),
    ('snake', 'green'),
]


def describe() -> Architecture:
    """`architecture` of model.json: one pixel of noise and of ones at a kind and a colour → a tile, RGB multiplied by alpha, −1 to 1."""
    leaky = {'activation': 'leaky-relu', 'slope': 0.2}
    layers = [conv('begin', 'latent', WIDTHS[0] * 16, kernel=1)]
    layers.append({'name': 'spread', 'op': 'depth-to-space', 'input': ['begin'], 'factor': 4})
    last = 'spread'
    for stage, width in enumerate(WIDTHS):
        layers += [
            conv(f'enter{stage}', last, width, upsample=stage > 0),
            {'name': f'norm{stage}', 'op': 'group-norm', 'input': [f'enter{stage}'], 'groups': 8, **leaky},
            conv(f'again{stage}', f'norm{stage}', width, residual=f'norm{stage}', **leaky),
        ]
        last = f'again{stage}'
    layers.append(conv('tile', last, 4, activation='tanh'))
    return {'inputs': [{'name': 'latent', 'channels': NOISE + CONDITIONS}], 'layers': layers, 'outputs': ['tile']}


class Discriminator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = (48, 96, 144, 192)
        layers: list[nn.Module] = [nn.Conv2d(4, widths[0], 3, padding=1), nn.LeakyReLU(0.2)]
        for inputs, outputs in itertools.pairwise(widths):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.LeakyReLU(0.2)]
            layers += [nn.Conv2d(outputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], widths[-1], 3, padding=1), nn.LeakyReLU(0.2))
        self.opinion = nn.Linear(widths[-1] * 16, 1)
        self.reduce = nn.Linear(widths[-1] * 16, 128)
        self.condition = nn.Linear(CONDITIONS, 128, bias=False)

    def forward(self, pictures: Tensor, conditions: Tensor) -> Tensor:
        features = self.layers(pictures).flatten(1)
        return (
            self.opinion(features)[:, 0] + (self.reduce(features) * self.condition(conditions)).sum(1) / 11.3
        ).float()


class GanRecipe(Recipe):
    network: Layers
    averaging = Averaging(0.998)
    schedule = Schedule(20, 0.1)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.tiles = load(options.data, team.device, judges=False, limit=options.tiles)
        self.conditions = one_hot(self.tiles.kinds, self.tiles.colours)
        self.network = channels_last(Layers(describe()), team.device)
        self.critic = channels_last(Discriminator(), team.device)
        adam: Callable[[nn.Module], torch.optim.Optimizer] = lambda module: torch.optim.Adam(
            module.parameters(), lr=options.rate, betas=(0.0, 0.99)
        )
        self.optimizers = [(adam(self.network), options.rate)]
        self.critics = adam(self.critic)

    def draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """Real tiles, their conditions, and made ones of the same."""
        pictures, _, at = self.tiles.batch(self.options.batch)
        conditions = self.conditions[at]
        return pictures, conditions, self.network(with_noise(conditions))

    def losses(self, run: Run) -> dict[str, Tensor]:
        _, conditions, made = self.draw()
        return {'generator': -self.critic(disturb(made), conditions).mean()}

    def after_step(self, run: Run) -> dict[str, Tensor]:
        for group in self.critics.param_groups:
            group['lr'] = self.schedule.rate(run.progress, run.step, self.options.rate)
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.options.bf16):
            with torch.no_grad():
                pictures, conditions, made = self.draw()
            real = self.critic(disturb(pictures), conditions)
            fake = self.critic(disturb(made), conditions)
            losses = {'critic': F.relu(1 - real).mean() + F.relu(1 + fake).mean()}
        if run.step % R1_EVERY == 0:
            some = disturb(pictures[: len(pictures) // 2]).requires_grad_()
            opinion = self.critic(some, conditions[: len(some)])
            (slope,) = torch.autograd.grad(opinion.sum(), some, create_graph=True)
            losses['r1'] = R1 / 2 * R1_EVERY * slope.square().sum((1, 2, 3)).mean()
        run.improve(self.critic, [self.critics], losses)
        return losses

    @torch.no_grad()
    def evaluate(self, average: Layers, out: Path) -> dict:
        kinds = torch.tensor([KINDS.index(kind) for kind, _ in SHOWN], device=self.device).repeat_interleave(16)
        colours = torch.tensor([COLOURS.index(colour) for _, colour in SHOWN], device=self.device).repeat_interleave(16)
        pictures = average(with_noise(one_hot(kinds, colours)))
        draw_sheet(pictures, 16, out / 'samples.png')
        return {'contrast': float(pictures.float().std())}

    def state(self) -> dict:
        return {'critic': self.critic.state_dict(), 'critics': self.critics.state_dict()}

    def restore(self, state) -> None:
        self.critic.load_state_dict(state['critic'])
        self.critics.load_state_dict(state['critics'])


def one_hot(kinds: Tensor, colours: Tensor) -> Tensor:
    """[n, CONDITIONS]; a colour of −1 is none."""
    shown = F.one_hot(colours.clamp(min=0), len(COLOURS)) * (colours >= 0)[:, None]
    return torch.cat([F.one_hot(kinds, len(KINDS)), shown], 1).float()


def with_noise(conditions: Tensor) -> Tensor:
    noise = torch.randn(len(conditions), NOISE, device=conditions.device)
    return torch.cat([noise, conditions], 1)[:, :, None, None]


def load_gan(run: str | Path, device: str) -> Layers:
    network = Layers(describe()).to(device)
    network.load_state_dict(load_checkpoint(run, device)['average'])
    return network.eval()


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=2, batch=256, rate=5e-4, evaluate_every=0.4))
    parser.add_argument('--tiles', type=int, help='learn from about so many tiles only, for smoke tests')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, GanRecipe(options, team)).train()


if __name__ == '__main__':
    main()
