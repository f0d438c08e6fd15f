"""Trains the upscaler's network through its own recurrence.

    python -m models.upscale.train --data DIR --out DIR [--tier standard|lite] [--minutes N] [--resume] [--begin FOLDER]
    torchrun --nproc-per-node 2 -m models.upscale.train …          several processes, GPUs or machines

DIR has the folders train and validation of `npm run data`. Beside what models/shared/training.py writes there is strip.png
(bilinear, analytic, learned, reference).
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from models.shared.graphs import Recorder
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe, Run, start
from models.upscale.batches import CROP, Lane, make_lanes
from models.upscale.evaluate import Evaluation, format_table
from models.upscale.losses import frame_loss
from models.upscale.network import TIERS, Network, load_network
from models.upscale.passes.accumulate import blend
from models.upscale.pipeline import Upscaler, analyse
from models.upscale.store import Store
from models.upscale.wgsl import TUNING

FINAL_RATE = 2e-5
# Frames that gradients flow through; the state before them is kept, so even short segments see old history. Many small steps
# come first, long segments after LONG_FROM of the run.
SHORT, LONG = 3, 8
LONG_FROM = 0.3
COMPILING = 25  # seconds after which nothing more is compiled


class UpscaleRecipe(Recipe):
    averaging = Averaging(0.996)

    def __init__(self, options: argparse.Namespace, device: str):
        self.options, self.device = options, device
        network = Network(options.tier)
        if options.begin and not options.resume:
            network.load_folded(load_network(options.begin).weights)
        self.network = network.to(device)
        fused = {'fused': True} if device != 'cpu' else {}
        optimizer = torch.optim.AdamW(
            network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4, **fused
        )
        self.optimizers = [(optimizer, options.rate)]
        self.schedule = Schedule(30, FINAL_RATE / options.rate)
        self.frame_loss = frame_loss
        self.recorder = Recorder(device)
        self.segments: dict[tuple[Lane, int], Callable[[], Tensor]] = {}

    def begin(self, run: Run) -> None:
        options = self.options
        self.store = Store(Path(options.data) / 'train', self.device, options.room)
        self.lanes = make_lanes(self.store, options.batch, [options.seed, run.team.rank, run.step], self.device)
        self.upscalers = {lane.ratio: Upscaler(self.network) for lane in self.lanes}
        if options.compile:
            self.compile()

    def compile(self) -> None:
        """Compiles what works at display size, then, ratio by ratio, what needs no gradient, as long as there is time."""
        began = time.monotonic()
        # Rounding to halves is part of what is imitated.
        torch._inductor.config.emulate_precision_casts = True
        self.frame_loss = torch.compile(frame_loss, dynamic=False)
        fast = torch.compile(blend, dynamic=False)
        for upscaler in self.upscalers.values():
            upscaler.blend = fast
        done = self.compiles(self.lanes[0], began)
        if not done:
            self.frame_loss = frame_loss
            for upscaler in self.upscalers.values():
                upscaler.blend = blend
        for lane in dict.fromkeys(self.lanes):
            upscaler = self.upscalers[lane.ratio]
            if not done or upscaler.analyse is not analyse or time.monotonic() - began > COMPILING:
                continue
            upscaler.analyse = torch.compile(analyse, dynamic=False)
            if not self.compiles(lane, began):
                upscaler.analyse, done = analyse, False

    def compiles(self, lane: Lane, began: float) -> bool:
        """Plays a segment; whether that went well."""
        lane.advance(2)
        try:
            self.play(lane, 2).backward()
            print(f'ratio {lane.ratio}: compiled after {time.monotonic() - began:.0f} s', flush=True)
            return True
        except Exception as error:  # whatever a compiler says
            print(f'not compiled: {type(error).__name__}: {str(error).strip()[:300]}', flush=True)
            return False
        finally:
            self.network.zero_grad(set_to_none=True)
            lane.restart()

    def baselines(self) -> dict[str, dict]:
        # Two sequences of each family: enough to steer by.
        files = sorted(Path(self.options.data, 'validation').glob('*.safetensors'))
        files = [file for file in files if file.stem.endswith(('-00001', '-00002'))] or files
        self.evaluation = Evaluation(files, frames=12, device=self.device, crop=CROP)
        return {name: result['table'] for name, result in self.evaluation.baselines.items()}

    def losses(self, run: Run) -> dict[str, Tensor]:
        if run.step % 100 == 0:
            self.store.refresh()
        lane = self.lanes[run.step % len(self.lanes)]
        frames = min(LONG if run.progress > LONG_FROM else SHORT, self.store.shortest)
        lane.advance(frames)
        if (lane, frames) not in self.segments:
            began = time.monotonic()
            play = lambda: self.play(lane, frames)
            self.segments[lane, frames] = self.recorder.record(play, list(self.network.parameters()))
            how = 'graph' if self.recorder.works else 'launches'
            print(f'segments of {frames} at {lane.ratio}: {how}, {time.monotonic() - began:.1f} s', flush=True)
        return {'loss': self.segments[lane, frames]()}

    def play(self, lane: Lane, frames: int) -> Tensor:
        """The loss of a lane's next segment; the lane keeps what the one after needs."""
        lane.open()
        # Copies, since backward passes may read what the lane's own tensors hold until then.
        state, error, age = lane.kept()
        loss = weight = torch.zeros((), device=self.device)
        for index in range(frames):
            frame, reference = lane.frame(index)
            age = torch.where(frame.reset, 0, age)
            state, _ = self.upscalers[lane.ratio].step(frame, state)
            more_loss, more_weight, error = self.frame_loss(state.history, frame.exposure, reference, error, age)
            loss, weight = loss + more_loss, weight + more_weight
            age = age + 1
        lane.keep(state, error, age)
        return loss / weight

    def on_failure(self, run: Run) -> None:
        self.lanes[run.step % len(self.lanes)].restart()

    def evaluate(self, average: Network, out: Path) -> dict:
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
    parser.add_argument(
        '--room', type=int, default=0, help='frames to keep room for, where sequences are still being rendered'
    )
    options = parser.parse_args()
    team = start(options)
    Run(options, team, UpscaleRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
