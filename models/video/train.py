"""Trains a network that enlarges video by 2.

    python train.py --data DATA --out DIR [--tier small|medium|large] [--budget MINUTES] [--resume] [--device cpu|cuda]
    torchrun --nproc-per-node 2 train.py …          several processes, GPUs or machines

DATA is a folder of prepare.py. In the output folder: checkpoint.pt, metrics.json (loss curve, evaluations), strip.png
(bicubic, learned, original of clean pictures, then of badly treated ones).
"""

import argparse
import copy
import json
import math
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'shared'))
from team import Team  # noqa: E402

from dataset import Patches
from evaluate import load_network, measure_patches, strip
from muon import Muon
from network import TIERS, Exported, Network, count_macs, enlarge

WARM_UP, BIAS_RATE = 200, 2e-3
AVERAGING = 0.997
BORDER, BORDER_WEIGHT = 8, 0.15  # output pixels along a crop's border, which is far more common in training than in use
TEMPORAL_WEIGHT = 1.0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--tier', choices=list(TIERS), default='small')
    parser.add_argument('--shape', type=int, nargs=2, metavar=('CHANNELS', 'DEPTH'), help="instead of the tier's")
    parser.add_argument('--budget', type=float, default=30, help='minutes, earlier runs that are resumed included')
    parser.add_argument('--steps', type=int, help='stop after this many, if the budget is not spent before')
    parser.add_argument('--batch', type=int, default=8, help='crops per process')
    parser.add_argument('--crop', type=int, default=48, help='input pixels')
    parser.add_argument('--rate', type=float, default=0.01, help='of weights')
    parser.add_argument('--evaluate-every', type=float, default=1.5, help='minutes')
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--begin', metavar='FOLDER', help='of another run or a shipped network of this shape, whose weights to begin with')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1, help='per process')
    parser.add_argument('--compile', action='store_true', help='torch.compile; worth it on a GPU')
    parser.add_argument('--seed', type=int, default=1)
    return parser.parse_args()


def loss_of(network, small, luma, level, frames):
    """The fidelity of every picture, and where crops come as two frames, of the difference that the viewer sees between them."""
    error = enlarge(network, small, level) - luma
    loss = fidelity(error)
    if frames == 2:
        loss = loss + TEMPORAL_WEIGHT * fidelity(error[1::2] - error[::2])
    return loss


def fidelity(error):
    """Mean absolute error, and the logarithm of every crop's mean square error, which is its PSNR."""
    weight = F.pad(torch.ones_like(error[:, :, BORDER:-BORDER, BORDER:-BORDER]), (BORDER,) * 4, value=BORDER_WEIGHT)
    weight = weight / weight.mean()
    square = (error.square() * weight).flatten(1).mean(1)
    return (error.abs() * weight).mean() + 0.01 * torch.log(square + 2e-5).mean()


def rate_at(progress, step, peak):
    return peak * (0.002 + 0.998 * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))) * min(1, (step + 1) / WARM_UP)


class Journal:
    """Evaluations, checkpoints, and what is printed."""

    def __init__(self, options, validation, network):
        self.out, self.options, self.validation = Path(options.out), options, validation
        self.out.mkdir(parents=True, exist_ok=True)
        self.baseline = measure_patches(None, validation)
        self.records, self.losses, self.macs = [], [], sum(count_macs(network.architecture).values())
        print(f'{options.tier} {network.shape}: {self.macs} multiply-adds per input pixel')
        print('bicubic   ' + ' · '.join(f'{name} {value:.3f}' for name, value in self.baseline.items()), flush=True)

    def evaluate(self, average, step, minutes, loss):
        exported = Exported(average.architecture, average.rounded_weights())
        result = measure_patches(exported, self.validation)
        strip(exported, self.validation, self.out / 'strip.png')
        self.records.append({'step': step, 'minutes': round(minutes, 2), 'loss': loss, **result})
        gains = ' · '.join(f'{name} {value:.3f} ({value - self.baseline[name]:+.3f})' for name, value in result.items())
        print(f'step {step:6} · {minutes:5.1f} min · loss {loss:.5f} · {gains}', flush=True)

    def save(self, step, minutes, network, average, optimizers):
        checkpoint = {
            'tier': self.options.tier,
            'shape': list(network.shape),
            'step': step,
            'minutes': minutes,
            'network': network.state_dict(),
            'average': average.state_dict(),
            'optimizers': [optimizer.state_dict() for optimizer, _ in optimizers],
        }
        torch.save(checkpoint, self.out / 'checkpoint.new')
        (self.out / 'checkpoint.new').replace(self.out / 'checkpoint.pt')
        metrics = {'options': vars(self.options), 'bicubic': self.baseline, 'evaluations': self.records}
        (self.out / 'metrics.json').write_text(json.dumps(metrics, indent=1))


def main():
    options = parse_arguments()
    team = Team(options.device)
    options.processes = team.size
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    network = Network(options.tier, options.shape).to(team.device)
    if options.begin:
        tensors = load_network(options.begin).tensors
        network.load_state_dict({f'layers.{name}': value for name, value in tensors.items()})
    average = copy.deepcopy(network)
    parameters = list(network.parameters())
    matrices, rest = network.parameter_groups()
    optimizers = [(Muon(matrices, options.rate), options.rate), (torch.optim.Adam(rest, BIAS_RATE, (0.9, 0.99)), BIAS_RATE)]
    step, minutes_before = 0, 0.0
    checkpoint_file = Path(options.out) / 'checkpoint.pt'
    resumed = options.resume and checkpoint_file.exists()
    if resumed:
        checkpoint = torch.load(checkpoint_file, map_location=team.device, weights_only=True)
        network.load_state_dict(checkpoint['network'])
        average.load_state_dict(checkpoint['average'])
        for (optimizer, _), state in zip(optimizers, checkpoint['optimizers']):
            optimizer.load_state_dict(state)
        step, minutes_before = checkpoint['step'], checkpoint['minutes']

    patches = Patches(Path(options.data) / 'train.npz', team.device)
    generator = torch.Generator().manual_seed(options.seed * 1000 + team.rank + step)
    journal = None
    if team.rank == 0:
        journal = Journal(options, Patches(Path(options.data) / 'validation.npz', team.device, 96), network)
        if resumed:
            journal.records = json.loads((journal.out / 'metrics.json').read_text())['evaluations']

    trained = torch.compile(network) if options.compile else network
    started = time.monotonic()
    next_evaluation = started + min(60, options.evaluate_every * 60)
    loss_sum = torch.zeros((), device=team.device)
    loss_count = 0
    while True:
        minutes = minutes_before + (time.monotonic() - started) / 60
        progress = team.share(max(minutes / options.budget, step / options.steps if options.steps else 0))
        if progress >= 1:
            break
        frames = 1 + step % 2  # single pictures and pairs of frames in turn
        loss = loss_of(trained, *patches.crops(options.batch // frames, options.crop, generator, frames), frames)
        network.zero_grad(set_to_none=True)
        loss.backward()
        team.average_gradients(parameters)
        torch.nn.utils.clip_grad_norm_(parameters, 0.5)
        for optimizer, peak in optimizers:
            for group in optimizer.param_groups:
                group['lr'] = rate_at(progress, step, peak)
            optimizer.step()
        with torch.no_grad():
            keep = min(AVERAGING, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.parameters()), parameters, 1 - keep)
        step, loss_sum, loss_count = step + 1, loss_sum + loss.detach(), loss_count + 1
        if journal and time.monotonic() > next_evaluation:
            journal.evaluate(average, step, minutes, round(float(loss_sum) / loss_count, 5))
            journal.save(step, minutes, network, average, optimizers)
            loss_sum, loss_count = torch.zeros_like(loss_sum), 0
            next_evaluation = time.monotonic() + options.evaluate_every * 60
    if journal:
        minutes = minutes_before + (time.monotonic() - started) / 60
        journal.evaluate(average, step, minutes, round(float(loss_sum) / max(loss_count, 1), 5))
        journal.save(step, minutes, network, average, optimizers)
    team.close()


if __name__ == '__main__':
    main()
