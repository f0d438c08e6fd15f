"""Trains the vector of the place (place.py) from pictures and actions alone; `train --place RUN` goes on from it.

    python -m models.circuit.locate --data train.episodes --validation weaver.episodes --out RUN --minutes 30 --bf16

Vectors are moved by the actions over many steps without pictures, and drawn at a few of them.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from models.circuit.dataset import Drives
from models.circuit.place import LEVELS, Place
from models.shared.checkpoint import load_checkpoint
from models.shared.functions import round_levels
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

NOISE, SEEN_NOISE = 0.01, 0.05  # of a vector; of what is seen where that is the vector itself
TOLD = 0.5  # of the steps that are drawn: also seen
SHOWN = (0, 1, 10, 30, 100, 300)


def around(pictures: Tensor, classes: int) -> Tensor:
    """The share of each class in squares of 4×4 pixels [batch, classes, h/4, w/4]."""
    numbers = torch.arange(classes, device=pictures.device)
    one_hot = (pictures[..., None] == numbers).to(torch.bfloat16).movedim(-1, 1)
    return F.avg_pool2d(one_hot, 4, ceil_mode=True, count_include_pad=False).float()


def surprise(scores: Tensor, target: Tensor, class_weights: Tensor) -> Tensor:
    """Cross-entropy of shares of classes, averaged."""
    return -(target * scores.float().log_softmax(1) * class_weights[:, None, None]).sum(1).mean()


@torch.no_grad()
def judge(network: Place, vector: Tensor, pictures: Tensor, step: int) -> dict[str, float]:
    """How well what a vector shows agrees with the pictures, after so many steps."""
    target, scores = around(pictures, network.classes), network.show(vector)
    entropy = -(target * target.clamp(min=1e-6).log()).sum(1).mean()
    ones = torch.ones(network.classes, device=vector.device)
    return {
        f'squares after {step}': float((scores.argmax(1) == target.argmax(1)).float().mean()),
        f'nats after {step}': float(surprise(scores, target, ones) - entropy),
    }


def held_out(data: Drives) -> tuple[int, Tensor, Tensor]:
    """What figures are of: steps, the episodes and the first step of each stream."""
    steps, streams = min(max(SHOWN), data.steps - 3), min(64, len(data) * 2)
    episode = torch.arange(streams, device=data.device) % len(data)
    return steps, episode, torch.linspace(1, data.steps - steps - 1, streams).long().to(data.device)


class LocateRecipe(Recipe):
    network: Place
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.998, delay=10)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.data = Drives(options.data, team.device)
        self.held_out = Drives(options.validation, team.device, like=self.data.header)
        frame, classes = self.data.header['frame'], len(self.data.header['palette'])
        self.spec: dict = {
            'size': [frame['width'], frame['height']],
            'classes': classes,
            'actions': len(self.data.header['actions']),
            'channels': options.place,
        }
        self.class_weights = self.data.class_weights()
        torch.manual_seed(options.seed)
        self.network = Place(**self.spec).to(team.device)
        if options.begin and not options.resume:
            self.network.load_state_dict(load_checkpoint(options.begin)['average'])
        adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.optimizers = [(adam, options.rate)]

    def begin(self, run: Run) -> None:
        torch.manual_seed(self.options.seed + 1000 * run.team.rank + run.step)

    def steps(self, progress: float) -> int:
        """How many steps vectors are moved over: few at first."""
        options = self.options
        longest = min(options.longest, self.data.steps - 3)
        return max(4, min(longest, round(longest * progress / options.grow)))

    def follow(self, seen: Tensor, at: Tensor, actions: Tensor) -> Tensor:
        """Vectors of the steps 0 … T [batch, T + 1, c]: the first one as it is seen; `seen` [batch, k, c] at the steps `at` [batch, k]."""
        network, batch, steps = self.network, len(actions), actions.shape[1]
        vector = torch.zeros_like(seen[:, 0])[:, :, None, None]
        told = torch.zeros(batch, steps + 1, seen.shape[2], device=seen.device)
        told.scatter_(1, at[..., None].expand_as(seen), seen.detach())
        tells = torch.zeros(batch, steps + 1, dtype=torch.bool, device=seen.device)
        tells.scatter_(1, at, torch.rand(at.shape, device=seen.device) < TOLD)
        vectors = [seen[:, 0]]
        for step in range(steps):
            own = vector.detach() + SEEN_NOISE * torch.randn_like(vector)
            found = torch.where(tells[:, step, None, None, None], told[:, step, :, None, None], own)
            found = seen[:, 0, :, None, None] if step == 0 else found
            vector = network.move(vector, found, actions[:, step])
            vector = vector + NOISE * torch.randn_like(vector)
            vectors.append(vector[:, :, 0, 0])
        return torch.stack(vectors, 1)

    def losses(self, run: Run) -> dict[str, Tensor]:
        options, data, network = self.options, self.data, self.network
        steps, batch, drawn = self.steps(run.progress), options.batch, options.drawn
        episode = torch.randint(len(data), (batch,), device=self.device)
        first = torch.randint(1, data.steps - steps, (batch,), device=self.device)
        actions = data.segment(episode, first, steps)[1]
        at = torch.stack([torch.randperm(steps, device=self.device)[: drawn - 1] + 1 for _ in range(batch)])
        at = torch.cat([torch.zeros_like(at[:, :1]), at], 1)
        now, before = (data.frames[episode[:, None], first[:, None] + at - back].flatten(0, 1) for back in (0, 1))
        seen = network.read(now, before)[:, :, 0, 0].unflatten(0, (batch, drawn))
        with torch.autocast(torch.device(self.device).type, enabled=False):
            vectors = self.follow(seen, at, actions)
        moved = vectors.gather(1, at[..., None].expand_as(seen))
        scores = network.show(moved.flatten(0, 1)[:, :, None, None])
        apart = F.mse_loss(moved[:, 1:], seen[:, 1:].detach()) + 0.25 * F.mse_loss(seen[:, 1:], moved[:, 1:].detach())
        return {'loss': surprise(scores, around(now, self.spec['classes']), self.class_weights), 'apart': apart}

    @torch.no_grad()
    def evaluate(self, average: Place, out: Path) -> dict:
        """Of drives that were not learned from, without a picture after the first: squares whose main class is right."""
        for mine, own in zip(average.buffers(), self.network.buffers()):
            mine.copy_(own)
        average.eval()
        data = self.held_out
        steps, episode, first = held_out(data)
        truth, actions = data.segment(episode, first, steps)
        vector = average.read(truth[:, 0], data.frames[episode, first - 1])
        found, figures = vector, {}
        for step in range(steps + 1):
            if step in SHOWN:
                figures |= judge(average, round_levels({'levels': LEVELS}, [vector], {}, (1, 1)), truth[:, step], step)
            if step < steps:
                vector = average.move(torch.zeros_like(vector) if step == 0 else vector, found, actions[:, step])
                found = vector
        average.train()
        return figures

    def state(self) -> dict:
        return {'spec': self.spec, 'header': self.data.header}


def main() -> None:
    parser = parser_of(
        __doc__, Defaults(minutes=30, batch=24, rate=2e-3, evaluate_every=3), 'recordings that are not learned from'
    )
    parser.add_argument('--place', type=int, default=192, help='numbers of the vector')
    parser.add_argument('--drawn', type=int, default=4, help='steps of a stream that are drawn')
    parser.add_argument('--longest', type=int, default=96, help='most steps that vectors are moved over')
    parser.add_argument('--grow', type=float, default=0.5, help='part of the run until that is reached')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, LocateRecipe(options, team)).train()


if __name__ == '__main__':
    main()
