"""Trains the networks that choose among warped candidates: `standard` for rendered frames, `video` and `video-lite` for pictures alone.

    python -m models.interpolate.train --data DIR --out DIR [--tier video] [--minutes N] [--resume] [--begin FOLDER]
    torchrun --nproc-per-node 2 -m models.interpolate.train …          several processes, GPUs or machines

DIR has the folders train and validation of `npm run data -- --between --candidates`, for video with `--video`.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from models.interpolate.dataset import Candidates, Crops, pixels_of, truth_of
from models.interpolate.decide import blend, to_bytes
from models.interpolate.evaluate import Evaluation, format_table, regions
from models.interpolate.fidelity import fidelity
from models.interpolate.network import Network, load_network
from models.interpolate.variants import Variants
from models.interpolate.video_network import SHAPES
from models.interpolate.video_recipe import VideoRecipe
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe, Run, start

# Regions in which a picture is judged, beside the whole of it.
SHARES = {'all': 1.0, 'edges': 0.5, 'disocclusion': 0.5}


class Loss(nn.Module):
    """The losses of a batch, in the order of SHARES."""

    def __init__(self, network: Network):
        super().__init__()
        self.network = network

    def forward(self, packed: Tensor, features: Tensor, truth: Tensor, t: Tensor) -> Tensor:
        batch = {'bytes': packed, 'features': features, 'truth': truth, 't': t}
        pixels = pixels_of(batch)
        parameters = to_bytes(self.network(features))
        error = blend(pixels, parameters, self.network.chooser) - truth_of(batch)
        masks = regions(pixels)
        return torch.stack([share * fidelity(error, masks[name]).mean() for name, share in SHARES.items()])


class InterpolateRecipe(Recipe):
    schedule = Schedule(50, 0.01)
    averaging = Averaging(0.998)

    def __init__(self, options: argparse.Namespace, device: str):
        self.options, self.device = options, device
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        network = self.network = Network().to(device)
        if options.begin and not options.resume:
            network.load_exported(load_network(options.begin).weights)
        is_cuda = torch.device(device).type == 'cuda'
        optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4, fused=is_cuda
        )
        self.optimizers = [(optimizer, options.rate)]
        self.loss: Callable = Loss(network)

    def begin(self, run: Run) -> None:
        options, began = self.options, time.monotonic()
        candidates = Candidates(Path(options.data) / 'train', self.device, gigabytes=options.gigabytes)
        self.crops = Crops(candidates, options.batch, options.crop, Variants(self.device))
        torch.manual_seed(options.seed * 1000003 + run.team.rank * 1009 + run.step)
        print(f'{len(candidates)} pictures of {candidates.size} in {time.monotonic() - began:.1f} s', flush=True)
        if torch.device(self.device).type == 'cuda':
            self.capture()

    def capture(self) -> None:
        """As one CUDA graph forwards and one back: the network is small, and launches would take most of the time."""
        try:
            self.loss = torch.cuda.make_graphed_callables(self.loss, tuple(self.crops.draw().values()))
        except RuntimeError as error:
            print(f'steps are not captured: {error}', flush=True)

    def baselines(self) -> dict[str, dict]:
        self.evaluation = Evaluation(Path(self.options.data) / 'validation', most=3, device=self.device)
        return {'analytic': self.evaluation.baseline}

    def losses(self, run: Run) -> dict[str, Tensor]:
        return dict(zip(SHARES, self.loss(*self.crops.draw().values())))

    def evaluate(self, average: Network, out: Path) -> dict:
        return self.evaluation.measure(average.as_exported())

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        return format_table({**baselines, 'learned': figures})


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=60, batch=4, rate=3e-3))
    parser.add_argument('--tier', default='standard', choices=['standard', *SHAPES])
    parser.add_argument('--crop', type=int, default=128, help='display pixels, width and height')
    parser.add_argument('--gigabytes', type=float, default=1000, help='of candidates that may be held')
    options = parser.parse_args()
    team = start(options)
    recipe = InterpolateRecipe if options.tier == 'standard' else VideoRecipe
    Run(options, team, recipe(options, team.device)).train()


if __name__ == '__main__':
    main()
