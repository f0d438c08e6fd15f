"""Trains the upscaler's network through its own recurrence.

    python -m models.upscale.train --data DIR --out DIR [--tier standard|lite] [--minutes N] [--resume] [--begin FOLDER]
    torchrun --nproc-per-node 2 -m models.upscale.train …          several processes, GPUs or machines

DIR has the folders train and validation of `npm run data`. Beside what models/shared/training.py writes there is strip.png
(bilinear, analytic, learned, reference).
"""

import argparse
from pathlib import Path

import torch

from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe, Run, start
from models.upscale.batches import CROP, Lane, Library, make_lanes
from models.upscale.evaluate import Evaluation, format_table
from models.upscale.losses import frame_loss
from models.upscale.network import TIERS, Network, load_network
from models.upscale.pipeline import Upscaler
from models.upscale.wgsl import TUNING

FINAL_RATE = 2e-5
# Frames that gradients flow through; the state before them is kept, so even short segments see old history. Many small steps
# come first, long segments after LONG_FROM of the run.
SHORT, LONG = 3, 8
LONG_FROM = 0.3


class UpscaleRecipe(Recipe):
    averaging = Averaging(0.996)

    def __init__(self, options: argparse.Namespace, device: str):
        self.options, self.device = options, device
        network = Network(options.tier)
        if options.begin and not options.resume:
            network.load_folded(load_network(options.begin).weights)
        self.network = network.to(device)
        optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.optimizers = [(optimizer, options.rate)]
        self.schedule = Schedule(30, FINAL_RATE / options.rate)
        self.upscaler = Upscaler(network, options.compile)
        self.frame_loss = torch.compile(frame_loss, dynamic=False) if options.compile else frame_loss

    def begin(self, run: Run) -> None:
        options = self.options
        self.library = Library(Path(options.data) / 'train')
        seed = f'{options.seed}-{run.team.rank}-{run.step}'
        self.lanes = make_lanes(self.library, options.batch, seed, self.device)

    def baselines(self) -> dict[str, dict]:
        # Two sequences of each family: enough to steer by.
        files = sorted(Path(self.options.data, 'validation').glob('*.safetensors'))
        files = [file for file in files if file.stem.endswith(('-00001', '-00002'))] or files
        self.evaluation = Evaluation(files, frames=12, device=self.device, crop=CROP)
        return {name: result['table'] for name, result in self.evaluation.baselines.items()}

    def losses(self, run: Run) -> dict[str, torch.Tensor]:
        lane = self.lanes[run.step % len(self.lanes)]
        return {'loss': self.play(lane, LONG if run.progress > LONG_FROM else SHORT)}

    def play(self, lane: Lane, frames: int) -> torch.Tensor:
        """The loss of a lane's next segment; the lane keeps what the one after needs."""
        segment = lane.next(frames)
        state, error = lane.state, lane.error
        loss = weight = torch.zeros((), device=self.device)
        for frame, reference in segment:
            lane.age = torch.where(frame.reset, 0, lane.age)
            state, _ = self.upscaler.step(frame, state)
            more_loss, more_weight, error = self.frame_loss(state.history, frame.exposure, reference, error, lane.age)
            loss, weight = loss + more_loss, weight + more_weight
            lane.age = lane.age + 1
        lane.state, lane.error = state.detach(), error.detach()
        return loss / weight

    def on_failure(self, run: Run) -> None:
        lane = self.lanes[run.step % len(self.lanes)]
        lane.at = lane.length  # begin anew

    def evaluate(self, average: Network, out: Path) -> dict:
        self.library.refresh()
        learned = self.evaluation.measure(average.as_exported())
        self.evaluation.strip(learned, out / 'strip.png')
        return learned['table']

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        if baselines:
            return format_table({**baselines, 'learned': figures})
        return f'{figures["mean"]["psnr"]:.2f} / {figures["mean"]["tpsnr"]:.2f}'

    def more_metrics(self) -> dict:
        return {'tuning': TUNING}

    def state(self) -> dict:
        return {'tier': self.options.tier}


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=60, batch=4, rate=3e-3))
    parser.add_argument('--tier', choices=list(TIERS), default='standard')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, UpscaleRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
