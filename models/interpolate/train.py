"""Trains the network that chooses among warped candidates.

    python -m models.interpolate.train --data DIR --out DIR [--minutes N] [--resume] [--begin FOLDER]
    torchrun --nproc-per-node 2 -m models.interpolate.train …          several processes, GPUs or machines

DIR has the folders train and validation of `npm run data -- --between --candidates`.
"""

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor

from models.interpolate.dataset import Library, pixels_of, stack
from models.interpolate.decide import blend, to_bytes
from models.interpolate.evaluate import Evaluation, format_table, regions
from models.interpolate.network import Network, load_network
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe, Run, start

CROP = 128
# Regions in which a picture is judged, beside the whole of it.
SHARES = {'all': 1.0, 'edges': 0.5, 'disocclusion': 0.25}


def fidelity(error: Tensor, mask: Tensor) -> Tensor:
    """Of each picture of a batch: mean absolute error, and the logarithm of the mean square error, which is PSNR."""
    count = mask.flatten(1).sum(1) * 3
    mean = lambda values: (values * mask).flatten(1).sum(1) / count.clamp(min=1)
    return (4 * mean(error.abs()) + 0.25 * torch.log(mean(error.square()) + 3e-5)) * (count >= 150)


class InterpolateRecipe(Recipe):
    schedule = Schedule(50, 0.01)
    averaging = Averaging(0.996)

    def __init__(self, options: argparse.Namespace, device: str):
        self.options, self.device = options, device
        self.network = Network().to(device)
        if options.begin and not options.resume:
            self.network.load_folded(load_network(options.begin).weights)
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.optimizers = [(optimizer, options.rate)]
        self.blend = torch.compile(blend, dynamic=False) if options.compile else blend

    def begin(self, run: Run) -> None:
        self.library = Library(Path(self.options.data) / 'train')
        self.generator = random.Random(f'{self.options.seed}-{run.team.rank}-{run.step}')

    def baselines(self) -> dict[str, dict]:
        self.evaluation = Evaluation(Path(self.options.data) / 'validation', most=3, device=self.device)
        return {'analytic': self.evaluation.baseline}

    def losses(self, run: Run) -> dict[str, Tensor]:
        crops = [self.library.draw(self.generator, CROP) for _ in range(self.options.batch)]
        batch = stack(crops, self.device)
        pixels = pixels_of(batch)
        parameters = to_bytes(self.network(batch['features']))
        error = self.blend(pixels, parameters) - batch['truth'].float() / 255
        masks = regions(pixels)
        return {name: share * fidelity(error, masks[name]).mean() for name, share in SHARES.items()}

    def evaluate(self, average: Network, out: Path) -> dict:
        self.library.refresh()
        return self.evaluation.measure(average.as_exported())

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        return format_table({**baselines, 'learned': figures})


def main() -> None:
    options = parser_of(__doc__, Defaults(minutes=60, batch=4, rate=3e-3)).parse_args()
    team = start(options)
    Run(options, team, InterpolateRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
