"""A training run, as all recipes of this folder do it: Muon, a time budget, averaged weights, checkpoints, evaluations, torchrun.

In the output folder: checkpoint.pt, metrics.json (loss curve, evaluations), and what the recipe draws.
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

from muon import Muon
from network import Exported, count_macs

WARM_UP, BIAS_RATE = 200, 2e-3
AVERAGING = 0.997


def parser_of(description, budget, batch, rate=0.01):
    """The options that every recipe has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--budget', type=float, default=budget, help='minutes, earlier runs that are resumed included')
    parser.add_argument('--steps', type=int, help='stop after this many, if the budget is not spent before')
    parser.add_argument('--batch', type=int, default=batch, help='crops per process')
    parser.add_argument('--rate', type=float, default=rate, help='of weights')
    parser.add_argument('--evaluate-every', type=float, default=1.5, help='minutes')
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--threads', type=int, default=1, help='per process')
    parser.add_argument('--compile', action='store_true', help='torch.compile; worth it on a GPU')
    parser.add_argument('--seed', type=int, default=1)
    return parser


def rate_at(progress, step, peak):
    return peak * (0.002 + 0.998 * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))) * min(1, (step + 1) / WARM_UP)


class Run:
    """
    `make()` gives the network (with `tier` and `shape`), `evaluate(exported, out)` its figures as {name: number}, of
    `None` those without a network, whose name is `without`.
    """

    def __init__(self, options, make, evaluate, without):
        self.options, self.evaluate, self.without, self.out = options, evaluate, without, Path(options.out)
        self.team = Team(options.device)
        options.processes = self.team.size
        torch.set_num_threads(options.threads)
        torch.set_flush_denormal(True)
        torch.manual_seed(options.seed)
        self.network = make().to(self.team.device)
        self.average = copy.deepcopy(self.network)
        self.level = 0.0  # of the step, for weights between two ends
        matrices, rest = self.network.parameter_groups()
        adam = torch.optim.Adam(rest, BIAS_RATE, (0.9, 0.99))
        self.optimizers = [(Muon(matrices, options.rate), options.rate), (adam, BIAS_RATE)]
        self.step, self.minutes, self.records = 0, 0.0, []
        if options.resume and (self.out / 'checkpoint.pt').exists():
            self.resume()

    def resume(self):
        checkpoint = torch.load(self.out / 'checkpoint.pt', map_location=self.team.device, weights_only=True)
        self.network.load_tensors(checkpoint['network'])
        self.average.load_tensors(checkpoint['average'])
        for (optimizer, _), state in zip(self.optimizers, checkpoint['optimizers']):
            optimizer.load_state_dict(state)
        self.step, self.minutes = checkpoint['step'], checkpoint['minutes']
        self.records = json.loads((self.out / 'metrics.json').read_text())['evaluations']

    def train(self, loss_of):
        """Steps with `loss_of(network, generator, step)` until the budget is spent."""
        options, team = self.options, self.team
        generator = torch.Generator().manual_seed(options.seed * 1000 + team.rank + self.step)
        parameters = list(self.network.parameters())
        trained = torch.compile(self.network) if options.compile else self.network
        if team.leads:
            self.out.mkdir(parents=True, exist_ok=True)
            self.baseline = self.evaluate(None, self.out)
            macs = sum(count_macs(self.network.architecture).values())
            print(f'{self.network.tier} {self.network.shape}: {macs} multiply-adds per input pixel')
            print(f'{self.without:10}' + ' · '.join(f'{name} {value:.3f}' for name, value in self.baseline.items()), flush=True)
        before, started = self.minutes, time.monotonic()
        next_evaluation = started + min(60, options.evaluate_every * 60)
        losses, count = torch.zeros((), device=team.device), 0
        while True:
            self.minutes = before + (time.monotonic() - started) / 60
            progress = team.share(max(self.minutes / options.budget, self.step / options.steps if options.steps else 0))
            if progress >= 1:
                break
            loss = loss_of(trained, generator, self.step)
            self.network.zero_grad(set_to_none=True)
            loss.backward()
            team.average_gradients(parameters)
            torch.nn.utils.clip_grad_norm_(parameters, 0.5)
            for optimizer, peak in self.optimizers:
                for group in optimizer.param_groups:
                    # Both optimizers take steps of one length whatever the gradient's; an end moves by its share.
                    share = self.level if group['end'] else 1 - self.level
                    group['lr'] = share * rate_at(progress, self.step, peak)
                optimizer.step()
            with torch.no_grad():
                keep = min(AVERAGING, (1 + self.step) / (10 + self.step))
                torch._foreach_lerp_(list(self.average.parameters()), parameters, 1 - keep)
            self.step, losses, count = self.step + 1, losses + loss.detach(), count + 1
            if team.leads and time.monotonic() > next_evaluation:
                self.write(float(losses) / count)
                losses, count = torch.zeros_like(losses), 0
                next_evaluation = time.monotonic() + options.evaluate_every * 60
        if team.leads:
            self.write(float(losses) / max(count, 1))
        team.close()

    def write(self, loss):
        result = self.evaluate(Exported(self.average.architecture, self.average.rounded_weights()), self.out)
        self.records.append({'step': self.step, 'minutes': round(self.minutes, 2), 'loss': round(loss, 5), **result})
        shown = ' · '.join(f'{name} {value:.3f} ({value - self.baseline[name]:+.3f})' for name, value in result.items())
        print(f'step {self.step:6} · {self.minutes:5.1f} min · loss {loss:.5f} · {shown}', flush=True)
        checkpoint = {
            'tier': self.network.tier,
            'shape': list(self.network.shape),
            'step': self.step,
            'minutes': self.minutes,
            'network': self.network.tensors(),
            'average': self.average.tensors(),
            'optimizers': [optimizer.state_dict() for optimizer, _ in self.optimizers],
        }
        torch.save(checkpoint, self.out / 'checkpoint.new')
        (self.out / 'checkpoint.new').replace(self.out / 'checkpoint.pt')
        metrics = {'options': vars(self.options), self.without: self.baseline, 'evaluations': self.records}
        (self.out / 'metrics.json').write_text(json.dumps(metrics, indent=1))
