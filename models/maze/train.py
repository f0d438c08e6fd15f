"""Trains a level from recordings.

    python -m models.maze.train --data train.episodes --validation validation.episodes --out RUN --minutes 20
    torchrun --nproc-per-node 4 -m models.maze.train …                      on several devices or processes

Fine-tuning: --begin OTHER --rate 3e-4, with --adversary and --free if wanted; OTHER is a run or a
shipped level. Beside what
models/shared/training.py writes there is strip.png (truth above, own predictions below).
"""

import argparse
from pathlib import Path

import torch

from models.maze.adversary import Adversary
from models.maze.dataset import Moments, Pictures, find_moves, join_batches, keep_dictionaries, restore_dictionaries
from models.maze.evaluate import evaluate, strip
from models.maze.hidden import find_usual, hide
from models.maze.losses import dynamics_loss, picture_loss
from models.maze.network import LevelNetwork, Spec
from models.maze.rollout import free_loss
from models.maze.shipped import load_begin
from models.maze.spoil import find_pairs, spoil
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

# Steps between those that also draw pictures, and between those that renew the stock of them.
DRAW, RENEW = 3, 20
CRITIC_RATE = 2e-3


class LevelRecipe(Recipe):
    network: LevelNetwork
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.999, delay=2)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        begin = options.out if options.resume else options.begin
        kept = load_begin(begin, options.data, team.device) if begin else None
        if not team.leads:
            team.share(0)  # the leader makes the tokens
        # Codes keep their meaning, also where it goes on with other recordings.
        self.data = Moments(options.data, team.device, restore_dictionaries(kept['dictionaries']) if kept else None)
        self.built = [Moments(one, team.device, self.data.dictionaries) for one in options.built]
        if team.leads:
            team.share(0)
        codes = len(self.data.dictionaries[1].patches) + 1
        pairs = find_pairs([one.bar for one in (self.data, *self.built)], codes)
        if kept and kept['spec'].get('pairs') is not None:
            pairs |= kept['spec']['pairs'].to(pairs.device)
        self.spec = Spec(**(kept['spec'] | {'pairs': pairs})) if kept else self.describe_spec(pairs)
        torch.manual_seed(options.seed)
        self.network = LevelNetwork(self.spec).to(team.device)
        if options.only:
            self.network.requires_grad_(False)
            self.network.stacks[options.only].requires_grad_(True)
        if kept:
            self.network.load_state_dict(kept['average'])
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.optimizers = [(optimizer, options.rate)]
        self.adversary = Adversary(self.spec).to(team.device) if options.adversary else None
        self.critic = (
            torch.optim.AdamW(self.adversary.parameters(), lr=CRITIC_RATE, betas=(0.5, 0.99), weight_decay=1e-2)
            if self.adversary
            else None
        )
        self.critics: dict[str, torch.Tensor] = {}  # losses of the critics in this step

    def describe_spec(self, pairs: torch.Tensor) -> Spec:
        header = {key: value for key, value in self.data.recordings.header.items() if key != 'episodes'}
        units = header['cellPixels'] // header['unitPixels']
        cells, bar = (len(one.patches) for one in self.data.dictionaries)
        moves = find_moves(self.data.movers, (header['world'][0] * units, header['world'][1] * units))
        return Spec(header, cells, bar, moves, pairs)

    def begin(self, run: Run) -> None:
        # Each process draws moments of its own.
        seed = self.options.seed + 1000 * run.team.rank + run.step
        torch.manual_seed(seed)
        self.generator = self.data.generator(seed)
        self.usual = find_usual(self.spec, self.data)
        # Where rare moments were set, rare looks are common. The critics compare pictures with ordinary ones.
        shown = self.built[0] if self.built and not self.adversary else self.data
        self.pictures = Pictures(shown, self.generator) if self.options.pictures else None

    def baselines(self) -> dict[str, dict]:
        self.held_out = Moments(self.options.validation, self.device, self.data.dictionaries)
        weights = sum(one.numel() for one in self.network.parameters())
        print(f'{weights} weights, {self.data.episodes * self.data.steps} steps, moves {self.spec.moves}', flush=True)
        return {}

    def losses(self, run: Run) -> dict[str, torch.Tensor]:
        self.critics = {}
        losses = {} if self.options.only else self.dynamics_losses(run)
        if self.pictures and (run.step % DRAW == 0 or self.options.only):
            losses |= self.picture_losses(run)
        if self.pictures and run.step % RENEW == 0:
            self.pictures.renew()
        return losses

    def dynamics_losses(self, run: Run) -> dict[str, torch.Tensor]:
        options, data, net = self.options, self.data, self.network
        rare = options.batch // 2 // max(1, len(self.built))
        counts = [options.batch - rare * len(self.built)] + [rare] * len(self.built)
        drawn = zip((data, *self.built), counts, strict=True)
        batch = join_batches([one.batch(*one.pick(count, self.generator)) for one, count in drawn])
        if options.hide:
            hide(self.spec, batch, self.usual, options.hide, self.generator)
        batch.now.bar = spoil(batch.now.bar, self.spec.pairs, options.spoil, self.generator)
        losses = dynamics_loss(net, batch)
        if options.free:
            moments = data.pick(max(1, options.batch // 3), self.generator)
            free = free_loss(net, data, moments, 1 + run.step % options.free)
            losses |= {f'free {name}': loss for name, loss in free.items()}
        return losses

    def picture_losses(self, run: Run) -> dict[str, torch.Tensor]:
        options, data, net = self.options, self.data, self.network
        assert self.pictures
        episode, step, now, then = self.pictures.pick(options.pictures)
        shown = self.pictures.data
        losses = picture_loss(net, shown, shown.state(episode, step), now)
        if self.adversary:
            moments = data.pick(max(1, options.batch // 6), self.generator)
            lessen, self.critics = self.adversary.losses(net, data, moments, (episode, step, then))
            losses |= {f'adversary {name}': options.adversary * loss for name, loss in lessen.items()}
        return losses

    def after_step(self, run: Run) -> dict[str, torch.Tensor]:
        if self.critics and self.adversary and self.critic:
            run.improve(self.adversary, [self.critic], self.critics)
        return {f'critic {name}': loss for name, loss in self.critics.items()}

    def evaluate(self, average: LevelNetwork, out: Path) -> dict:
        figures = evaluate(average, self.held_out)
        strip(average, self.held_out, out / 'strip.png')
        return figures

    def state(self) -> dict:
        state: dict = {'spec': self.spec.state, 'dictionaries': keep_dictionaries(self.data.dictionaries)}
        if self.adversary and self.critic:
            state |= {'adversary': self.adversary.state_dict(), 'critic': self.critic.state_dict()}
        return state

    def restore(self, state: dict) -> None:
        if self.adversary and self.critic and 'adversary' in state:
            self.adversary.load_state_dict(state['adversary'])
            self.critic.load_state_dict(state['critic'])


def main() -> None:
    parser = parser_of(__doc__, Defaults(minutes=20, batch=256, rate=2e-3, evaluate_every=1.5))
    parser.add_argument('--validation', required=True, help='recordings that are not learned from')
    parser.add_argument(
        '--built', nargs='+', default=[], help='recordings with rare moments in them, which make half of each batch'
    )
    parser.add_argument(
        '--hide', type=float, default=0, help='share of moments of which only what one picture shows is known'
    )
    parser.add_argument('--spoil', type=float, default=0.1, help='share of moments whose bar is spoilt, to be mended')
    parser.add_argument('--pictures', type=int, default=12, help='pictures per step and process; 0: the renderer stays')
    parser.add_argument('--only', choices=('scene', 'sprites', 'barScene'), help='what alone learns, of the renderer')
    parser.add_argument('--adversary', type=float, default=0, help='weight of the adversarial losses; 0: none')
    parser.add_argument('--free', type=int, default=0, help='most own predictions before a moment that is learned from')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, LevelRecipe(options, team)).train()


if __name__ == '__main__':
    main()
