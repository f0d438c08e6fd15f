"""How the tiers for pictures without motion vectors are trained; see train.py."""

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor

from models.interpolate.dataset import VIDEO, Candidates, Crops, truth_of
from models.interpolate.decide import to_bytes
from models.interpolate.evaluate_video import VideoEvaluation, format_row
from models.interpolate.fidelity import fidelity
from models.interpolate.propose import proposals_of, propose
from models.interpolate.variants import Variants
from models.interpolate.video_network import VideoNetwork, load_video_network
from models.interpolate.video_variants import bytes_of, features_of
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe, Run


class VideoRecipe(Recipe):
    schedule = Schedule(50, 0.01)
    averaging = Averaging(0.998)

    def __init__(self, options: argparse.Namespace, device: str):
        self.options, self.device = options, device
        self.network = VideoNetwork(options.tier).to(device)
        if options.begin and not options.resume:
            self.network.load_exported(load_video_network(options.begin).weights)
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.optimizers = [(optimizer, options.rate)]

    def begin(self, run: Run) -> None:
        options, began = self.options, time.monotonic()
        candidates = Candidates(Path(options.data) / 'train', self.device, gigabytes=options.gigabytes, kind=VIDEO)
        variants = Variants(self.device, bytes_of, features_of)
        self.crops = Crops(candidates, options.batch, options.crop, variants)
        torch.manual_seed(options.seed * 1000003 + run.team.rank * 1009 + run.step)
        print(f'{len(candidates)} pictures of {candidates.size} in {time.monotonic() - began:.1f} s', flush=True)

    def losses(self, run: Run) -> dict[str, Tensor]:
        batch = self.crops.draw()
        error = propose(proposals_of(batch), to_bytes(self.network(batch['features'])), all_read=True) - truth_of(batch)
        return {'all': fidelity(error, torch.ones_like(error[:, :1])).mean()}

    def baselines(self) -> dict[str, dict]:
        self.evaluation = VideoEvaluation(Path(self.options.data) / 'validation', self.device, most=24)
        return {'analytic': self.evaluation.baseline}

    def evaluate(self, average: VideoNetwork, out: Path) -> dict:
        return self.evaluation.measure(average.as_exported())

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        return format_row(figures)

    def state(self) -> dict:
        return {'tier': self.options.tier}
