"""The training loop of all recipes: a time budget, warm-up and cosine, averaged weights, evaluations, checkpoints, torchrun.

In the output folder: checkpoint.pt, metrics.json (options, baselines, evaluations), and what the recipe draws.
"""

import argparse
import copy
import json
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from models.shared.checkpoint import has_checkpoint, load_checkpoint, save_checkpoint
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team

STARTED = time.monotonic()
# Where files lie is left out of what is kept.
PATHS = ('data', 'validation', 'out', 'begin', 'resume', 'device', 'until', 'within', 'prepared', 'vae', 'place')
# Of these the names are kept.
FILES = ('built', 'teachers')


def start(options: argparse.Namespace) -> Team:
    """Joins the processes and seeds; before networks are made."""
    team = Team(options.device)
    options.processes = team.size
    options.resume = options.resume and has_checkpoint(options.out)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    return team


class Recipe:
    """What a run needs to know. Recipes set the attributes and override what they need."""

    network: nn.Module
    optimizers: list[tuple[torch.optim.Optimizer, float]]  # with the rates at their peak
    schedule = Schedule(100, 0.01)
    averaging = Averaging(0.997)
    clip = 1.0  # largest norm of the gradient

    def begin(self, run: 'Run') -> None:
        """Before the first step, with `run.step` as it was resumed; here generators are seeded and data is opened."""

    def losses(self, run: 'Run') -> dict[str, Tensor]:
        """Of the next step, by name; their sum is minimised."""
        raise NotImplementedError

    def after_step(self, run: 'Run') -> dict[str, Tensor]:
        """Further updates and their losses."""
        return {}

    def share_of(self, group: dict) -> float:
        """A factor of the learning rate of a group of parameters in this step."""
        return 1.0

    def on_failure(self, run: 'Run') -> None:
        """The gradient was not finite, and the step is left out."""

    def baselines(self) -> dict[str, dict]:
        """Figures to compare with, by the name of the method."""
        return {}

    def evaluate(self, average: nn.Module, out: Path) -> dict:
        """Figures of the averaged weights; pictures may be drawn to `out`."""
        raise NotImplementedError

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        return ' · '.join(f'{name} {value:.4f}' for name, value in figures.items())

    def more_metrics(self) -> dict:
        """To be kept in metrics.json."""
        return {}

    def state(self) -> dict:
        """To be kept in checkpoints beside weights and optimizers: tensors, numbers and text."""
        return {}

    def restore(self, state: Mapping) -> None:
        """Takes `state` of a resumed run."""


class Run:
    """A recipe on its way. `progress` goes from 0 to 1, `step` counts from 0, `average` are the averaged weights."""

    def __init__(self, options: argparse.Namespace, team: Team, recipe: Recipe):
        self.options, self.team, self.recipe, self.out = options, team, recipe, Path(options.out)
        self.average = copy.deepcopy(recipe.network).requires_grad_(False)
        self.step, self.minutes, self.progress = 0, 0.0, 0.0
        self.failures, self.stopped = 0, False
        self.sums: dict[str, tuple[Tensor, int]] = {}
        self.evaluations: list[dict] = []
        self.baselines: dict[str, dict] = {}
        if options.resume:
            self.restore(load_checkpoint(self.out, team.device))

    def restore(self, kept: dict) -> None:
        recipe = self.recipe
        recipe.network.load_state_dict(kept['network'])
        self.average.load_state_dict(kept['average'])
        for (optimizer, _), state in zip(recipe.optimizers, kept['optimizers'], strict=True):
            optimizer.load_state_dict(state)
        self.step, self.minutes = kept['step'], kept['minutes']
        recipe.restore(kept)
        if self.team.leads:
            self.evaluations = json.loads((self.out / 'metrics.json').read_text())['evaluations']

    def train(self) -> None:
        """Steps until the minutes or steps are over, or the process is asked to end, which leaves a checkpoint too."""
        options, recipe, team = self.options, self.recipe, self.team
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, 'stopped', True))
        recipe.begin(self)
        if team.leads:
            self.out.mkdir(parents=True, exist_ok=True)
            self.baselines = recipe.baselines()
            for name, figures in self.baselines.items():
                print(f'{name}: {recipe.describe(figures, {})}', flush=True)
        before, started = self.minutes, time.monotonic()
        minutes = options.minutes
        if options.within:
            minutes = min(minutes, before + max(0.1, (options.within - started + STARTED) / 60))
        next_evaluation = started + min(60, options.evaluate_every * 60)
        first = self.step
        while True:
            self.minutes = before + (time.monotonic() - started) / 60
            share = max(self.minutes / minutes, self.step / options.steps if options.steps else 0)
            self.progress = team.share(1 if self.stopped else share)
            if self.progress >= 1:
                break
            self.advance()
            if team.leads and time.monotonic() > next_evaluation:
                self.write(first, started)
                next_evaluation = time.monotonic() + options.evaluate_every * 60
        if team.leads:
            self.write(first, started)
        team.close()

    def advance(self) -> None:
        recipe, device = self.recipe, torch.device(self.team.device).type
        with torch.autocast(device, torch.bfloat16, enabled=self.options.bf16):
            losses = recipe.losses(self)
        for optimizer, peak in recipe.optimizers:
            for group in optimizer.param_groups:
                group['lr'] = recipe.share_of(group) * recipe.schedule.rate(self.progress, self.step, peak)
        if self.improve(recipe.network, [optimizer for optimizer, _ in recipe.optimizers], losses):
            recipe.averaging.update(self.average.parameters(), recipe.network.parameters(), self.step)
        losses = losses | recipe.after_step(self)
        self.step += 1
        for name, value in losses.items():
            total, count = self.sums.get(name, (0, 0))
            self.sums[name] = (total + value.detach(), count + 1)

    def improve(self, module: nn.Module, optimizers: list[torch.optim.Optimizer], losses: dict[str, Tensor]) -> bool:
        """One step down the sum of losses, the same in all processes; False if the gradient was not finite."""
        module.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()
        parameters = [one for one in module.parameters() if one.grad is not None]
        self.team.average_gradients(parameters)
        norm = torch.nn.utils.clip_grad_norm_(parameters, self.recipe.clip)
        if not torch.isfinite(norm):
            self.failures += 1
            self.recipe.on_failure(self)
            return False
        for optimizer in optimizers:
            optimizer.step()
        return True

    def write(self, first: int, started: float) -> None:
        """Evaluates, prints and keeps everything."""
        recipe = self.recipe
        losses = {name: round(float(total) / count, 6) for name, (total, count) in self.sums.items()}
        self.sums = {}
        speed = (self.step - first) / (time.monotonic() - started)
        figures = recipe.evaluate(self.average, self.out)
        record = {'step': self.step, 'minutes': round(self.minutes, 2), 'failures': self.failures}
        self.evaluations.append({**record, 'losses': losses, 'figures': figures})
        shown = ' · '.join(f'{name} {value:.5f}' for name, value in losses.items())
        print(f'step {self.step} · {self.minutes:.1f} min · {speed:.2f} steps/s · {shown}', flush=True)
        print(recipe.describe(figures, self.baselines), flush=True)
        checkpoint = {
            'step': self.step,
            'minutes': self.minutes,
            'network': recipe.network.state_dict(),
            'average': self.average.state_dict(),
            'optimizers': [optimizer.state_dict() for optimizer, _ in recipe.optimizers],
            **recipe.state(),
        }
        save_checkpoint(self.out, checkpoint)
        options = {name: value for name, value in vars(self.options).items() if name not in PATHS}
        options |= {name: [Path(one).name for one in options[name]] for name in FILES if name in options}
        options['begin'] = 'OLDER' if self.options.begin else None
        metrics = {'options': options, **recipe.more_metrics(), 'baselines': self.baselines}
        metrics['evaluations'] = self.evaluations
        (self.out / 'metrics.json').write_text(json.dumps(metrics, indent=1))
