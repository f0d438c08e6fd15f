"""Trains the network that lights pictures of classes.

    python -m models.city.train --data train.episodes --validation check.episodes --out RUN --minutes 30
    torchrun --nproc-per-node 4 -m models.city.train …                       on several devices or processes

Beside what models/shared/training.py writes there is strip.png (classes, made light, truth).
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from models.city.dataset import Pairs
from models.city.evaluate import baselines, evaluate, strip
from models.city.export import load
from models.city.losses import losses_of
from models.city.network import City, Spec, fold, unfold
from models.city.spoil import spoil
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

SPOILED = 0.5  # of the drives
UNTOLD = 0.5  # of the drives begin without a last picture


class CityRecipe(Recipe):
    network: City
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.998, delay=10)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.data = Pairs(options.data, team.device)
        if self.data.steps <= options.unroll:
            raise SystemExit(
                f'--unroll {options.unroll}: the drives have {self.data.steps} pictures. Record longer ones.'
            )
        self.colours = self.data.mean_colours()
        frame = self.data.header['frame']
        sizes = {'embed': options.embed, 'fine': options.fine, 'paint': options.paint}
        self.spec = Spec(frame['width'], frame['height'], self.data.classes, channels=tuple(options.channels), **sizes)
        torch.manual_seed(options.seed)
        network = City(self.spec)
        network.begin_with(self.colours.mean(1))
        if options.begin and not options.resume:
            begun, _ = load(options.begin)
            if begun.spec != self.spec:
                raise SystemExit(
                    f'--begin {options.begin}: is {begun.spec}, this run {self.spec}. Give the same sizes.'
                )
            network.load_state_dict(begun.state_dict())
        self.network = network.to(team.device)
        adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.optimizers = [(adam, options.rate)]

    def begin(self, run: Run) -> None:
        torch.manual_seed(self.options.seed + 1000 * run.team.rank + run.step)

    def baselines(self) -> dict[str, dict]:
        self.held_out = Pairs(self.options.validation, self.device, like=self.data.header)
        weights = sum(one.numel() for one in self.network.parameters())
        size = f'{len(self.data)} drives of {self.data.steps} pictures'
        print(f'{weights} weights, {self.network.gflop:.2f} GFLOP a picture, {size}', flush=True)
        return baselines(self.held_out, self.colours)

    def losses(self, run: Run) -> dict[str, Tensor]:
        """Of `unroll` pictures one after the other, each made from its own last one."""
        batch, unroll = self.options.batch, self.options.unroll
        drive = torch.randint(len(self.data), (batch,), device=self.device)
        first = torch.randint(self.data.steps - unroll, (batch,), device=self.device)
        frames, truth = self.data.segment(drive, first, unroll + 1)
        frames = spoil(frames, SPOILED)
        told = torch.rand(batch, 1, 1, 1, device=self.device) >= UNTOLD
        past = torch.where(told, fold(truth[:, 0]), 0.0).contiguous(memory_format=torch.channels_last)
        weights, made = self.network.weights(), []
        for step in range(1, unroll + 1):
            past = self.network.step(weights, frames[:, step], past)
            made.append(unfold(past))
        return losses_of(torch.stack(made, 1).float(), truth[:, 1:])

    def evaluate(self, average: City, out: Path) -> dict:
        strip(average, self.held_out, out / 'strip.png')
        return evaluate(average, self.held_out)

    def state(self) -> dict:
        return {'spec': self.spec.state(), 'header': self.data.header}


def main() -> None:
    parser = parser_of(
        __doc__,
        Defaults(minutes=30, batch=4, rate=2e-3, evaluate_every=3),
        'recordings of layouts that are not learned',
    )
    parser.add_argument(
        '--channels', type=int, nargs=4, default=list(Spec.channels), help='at 1/2, 1/4, 1/8 and 1/16 of the size'
    )
    for field, where in {
        'embed': 'that stand for a class',
        'fine': 'from the network at full size',
        'paint': 'beside the last picture',
    }.items():
        parser.add_argument(f'--{field}', type=int, default=getattr(Spec, field), help=f'channels {where}')
    parser.add_argument('--unroll', type=int, default=4, help='pictures made one after the other')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, CityRecipe(options, team)).train()


if __name__ == '__main__':
    main()
