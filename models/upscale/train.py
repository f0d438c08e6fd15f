"""Trains the upscaler's network through its own recurrence.

    python train.py --data DIR --out DIR [--tier standard|lite] [--budget MINUTES] [--resume] [--device cpu|cuda]
    torchrun --nproc-per-node 2 train.py …          several processes, GPUs or machines

DIR has the folders train and validation of `npm run data`. In the output folder: checkpoint.pt, metrics.json (loss curve,
evaluations), strip.png (bilinear, analytic, learned, reference).
"""

import argparse
import copy
import json
import math
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'shared'))
from team import Team  # noqa: E402

from batches import CROP, Library, make_lanes
from evaluate import Evaluation, format_table
from losses import frame_loss
from network import TIERS, Network
from pipeline import Upscaler
from wgsl import TUNING

RATE, FINAL_RATE, WARM_UP = 3e-3, 2e-5, 30
AVERAGING = 0.996
# Frames that gradients flow through; the state before them is kept, so even short segments see old history. Many small steps
# come first, long segments after LONG_FROM of the budget.
SHORT, LONG = 3, 8
LONG_FROM = 0.3


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--tier', choices=list(TIERS), default='standard')
    parser.add_argument('--budget', type=float, default=60, help='minutes, earlier runs that are resumed included')
    parser.add_argument('--steps', type=int, help='stop after this many, whatever the budget')
    parser.add_argument('--batch', type=int, default=4, help='crops per process')
    parser.add_argument('--rate', type=float, default=RATE)
    parser.add_argument('--evaluate-every', type=float, default=2, help='minutes')
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1, help='per process; beside other work, processes pay more than threads')
    parser.add_argument('--compile', action='store_true', help='the costliest part, with a C++ compiler: a third faster')
    parser.add_argument('--seed', type=int, default=1)
    return parser.parse_args()


class Player:
    """Plays segments through the pipeline."""

    def __init__(self, network, compiled):
        self.upscaler = Upscaler(network, compiled)
        self.frame_loss = torch.compile(frame_loss, dynamic=False) if compiled else frame_loss

    def play(self, lane, frames):
        """The loss of a lane's next segment; the lane keeps what the one after needs."""
        segment = lane.next(frames)
        state, error, loss, weight = lane.state, lane.error, 0, 0
        for frame, reference in segment:
            lane.age = torch.where(frame.reset, 0, lane.age)
            state, _ = self.upscaler.step(frame, state)
            more_loss, more_weight, error = self.frame_loss(state.history, frame.exposure, reference, error, lane.age)
            loss, weight = loss + more_loss, weight + more_weight
            lane.age = lane.age + 1
        lane.state, lane.error = state.detach(), error.detach()
        return loss / weight


def rate_at(progress, step, peak):
    cosine = FINAL_RATE + (peak - FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
    return cosine * min(1, (step + 1) / WARM_UP)


@torch.no_grad()
def update_average(average, network, step):
    keep = min(AVERAGING, (1 + step) / (10 + step))
    for a, b in zip(average.parameters(), network.parameters()):
        a.lerp_(b, 1 - keep)


class Journal:
    """Checkpoints, evaluations, and what is printed."""

    def __init__(self, options, evaluation):
        self.out, self.evaluation, self.options = Path(options.out), evaluation, options
        self.out.mkdir(parents=True, exist_ok=True)
        self.records, self.losses = [], []
        self.loss_sum = self.loss_count = 0

    def add_loss(self, step, minutes, loss):
        self.loss_sum, self.loss_count = self.loss_sum + loss, self.loss_count + 1
        if self.loss_count == 20:
            self.losses.append([step, round(minutes, 2), round(self.loss_sum / 20, 4)])
            self.loss_sum = self.loss_count = 0

    def evaluate(self, average, step, minutes, facts):
        learned = self.evaluation.measure(average.as_exported())
        self.evaluation.strip(learned, self.out / 'strip.png')
        loss = self.losses[-1][2] if self.losses else None
        record = {'step': step, 'minutes': round(minutes, 2), 'loss': loss, **facts, 'validation': learned['table']}
        self.records.append(record)
        print(f'\nstep {step} · {minutes:.1f} min · loss {loss} · ' + ' · '.join(f'{k} {v}' for k, v in facts.items()))
        print(format_table({**self.evaluation.baselines, 'learned': learned}), flush=True)

    def save(self, step, minutes, network, average, optimizer):
        checkpoint = {
            'tier': self.options.tier,
            'step': step,
            'minutes': minutes,
            'network': network.state_dict(),
            'average': average.state_dict(),
            'optimizer': optimizer.state_dict(),
        }
        torch.save(checkpoint, self.out / 'checkpoint.new')
        (self.out / 'checkpoint.new').replace(self.out / 'checkpoint.pt')
        metrics = {
            # Where files lie is nobody's business.
            'options': {name: value for name, value in vars(self.options).items() if name not in ('data', 'out')},
            'tuning': TUNING,
            'baselines': {name: result['table'] for name, result in self.evaluation.baselines.items()},
            'evaluations': self.records,
            'loss': self.losses,
        }
        (self.out / 'metrics.json').write_text(json.dumps(metrics, indent=1))


def main():
    options = parse_arguments()
    team = Team(options.device)
    options.processes = team.size
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    network = Network(options.tier).to(team.device)
    average = copy.deepcopy(network)
    parameters = list(network.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    step, minutes_before = 0, 0.0
    checkpoint_file = Path(options.out) / 'checkpoint.pt'
    resumed = options.resume and checkpoint_file.exists()
    if resumed:
        checkpoint = torch.load(checkpoint_file, map_location=team.device, weights_only=True)
        network.load_state_dict(checkpoint['network'])
        average.load_state_dict(checkpoint['average'])
        optimizer.load_state_dict(checkpoint['optimizer'])
        step, minutes_before = checkpoint['step'], checkpoint['minutes']

    library = Library(Path(options.data) / 'train')
    lanes = make_lanes(library, options.batch, f'{options.seed}-{team.rank}-{step}', team.device)
    journal = None
    if team.leads:
        # Two sequences of each family: enough to steer by.
        files = sorted(Path(options.data, 'validation').glob('*.safetensors'))
        files = [file for file in files if file.stem.endswith(('-00001', '-00002'))] or files
        journal = Journal(options, Evaluation(files, frames=12, device=team.device, crop=CROP))
        if resumed:
            kept = json.loads((journal.out / 'metrics.json').read_text())
            journal.records, journal.losses = kept['evaluations'], kept['loss']

    player = Player(network, options.compile)
    started = time.monotonic()
    next_evaluation = started + min(60, options.evaluate_every * 60)
    frames_done, failures = 0, 0
    while True:
        minutes = minutes_before + (time.monotonic() - started) / 60
        progress = team.share(minutes / options.budget)
        if progress >= 1 or (options.steps is not None and step >= options.steps):
            break
        lane = lanes[step % len(lanes)]
        frames = LONG if progress > LONG_FROM else SHORT
        loss = player.play(lane, frames)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        team.average_gradients(parameters)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        for group in optimizer.param_groups:
            group['lr'] = rate_at(progress, step, options.rate)
        if torch.isfinite(norm):
            optimizer.step()
            update_average(average, network, step)
        else:
            failures += 1
            lane.at = lane.length  # begin anew
        step += 1
        frames_done += frames * lane.batch * team.size
        if journal:
            journal.add_loss(step, minutes, float(loss.detach()))
            if time.monotonic() > next_evaluation:
                speed = frames_done / (time.monotonic() - started)
                library.refresh()
                facts = {'norm': round(float(norm), 2), 'frames_per_s': round(speed, 1), 'failures': failures}
                facts['sequences'] = len(library.sequences)
                journal.evaluate(average, step, minutes, facts)
                journal.save(step, minutes, network, average, optimizer)
                next_evaluation = time.monotonic() + options.evaluate_every * 60
    if journal:
        minutes = minutes_before + (time.monotonic() - started) / 60
        journal.evaluate(average, step, minutes, {'failures': failures})
        journal.save(step, minutes, network, average, optimizer)
    team.close()


if __name__ == '__main__':
    main()
