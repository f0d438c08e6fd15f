"""Trains a level from pictures and actions alone.

    python -m models.circuit.train --data train*.episodes --validation weaver.episodes --out RUN --minutes 10
    torchrun --nproc-per-node 4 -m models.circuit.train …                    on several devices or processes

Beside what models/shared/training.py writes there is strip.png (truth above, own predictions below).
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from models.circuit.dataset import Drives
from models.circuit.evaluate import evaluate, strip
from models.circuit.export import load
from models.circuit.network import MOVES, Predictor, Spec
from models.circuit.place import LEVELS, Place, draw, load_place, sight
from models.circuit.rollout import Curriculum, Streams, Unroll
from models.shared.functions import neighbours
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start
from models.shared.transplant import transplant

SPOILED = 0.3  # of the pictures that streams begin with


def within_reach(frames: Tensor, reach: tuple[int, int]) -> float:
    """Of the pixels of drives [drives, steps, h, w] that change, the part whose new class a neighbour in the last picture has."""
    before, after = frames[:, :-1].flatten(0, 1), frames[:, 1:].flatten(0, 1)
    found = (neighbours(before[:, None], reach) == after[..., None]).any(-1)
    return float(found[before != after].float().mean())


class CircuitRecipe(Recipe):
    network: Predictor
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.998, delay=10)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.progress = 0.0
        place, header = load_place(options.place) if options.place else (None, None)
        self.data = Drives(options.data, team.device, like=header)
        # A network that has learned before plays on in its own predictions at once.
        latest = 0 if options.begin else 0.5
        self.curriculum = Curriculum(options.longest, self.data.changing(), latest=latest, wrong=options.wrong)
        numbers = place.channels if place else 0
        frame = self.data.header['frame']
        size = (frame['width'], frame['height'], len(self.data.header['palette']), len(self.data.header['actions']))
        self.spec = Spec(
            *size,
            channels=tuple(options.channels),
            memory=numbers or options.memory,
            levels=LEVELS if numbers else Spec.levels,
            place=numbers,
            embed=options.embed,
            fine=options.fine,
            paint=options.paint,
            reach=tuple(options.reach),
        )
        begun = self.fitting(options.begin, self.spec) if options.begin and not options.resume else None
        if begun and begun.spec.place and not place:
            self.spec = begun.spec
        torch.manual_seed(options.seed)
        self.network = Predictor(self.spec).to(team.device)
        if begun:
            transplant(
                begun.architecture, begun.layers.tensors(), self.network.architecture, self.network.layers.tensors()
            )
        if place:
            self.take_place(place)
        adam = torch.optim.AdamW(self.groups(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.optimizers = [(adam, options.rate)]

    def take_place(self, place: Place) -> None:
        """The vector of the place as locate.py learned it."""
        own = self.network.layers.tensors()
        for name, value in place.fold().items():
            own[name].data.copy_(value)

    def groups(self) -> list[dict]:
        """What is learned, and how a vector of the place moves and is drawn at a tenth of the rate; how it is read stays as it is."""
        spec, layers = self.spec, self.network.layers.layers
        if not spec.place:
            return [{'params': [*self.network.parameters()]}]
        named = lambda *parts: {layer['name'] for part in parts for layer in part}
        moves = {*MOVES, *named(draw(spec.place, spec.level))}
        for name in {'glance', 'glanced', *named(sight(spec.place, spec.level))}:
            layers[name].requires_grad_(False)
        of = lambda slow: [
            one
            for name, layer in layers.items()
            if (name in moves) == slow
            for one in layer.parameters()
            if one.requires_grad
        ]
        return [{'params': of(False)}, {'params': of(True), 'share': 0.1}]

    def share_of(self, group: dict) -> float:
        return group.get('share', 1.0)

    def fitting(self, source: str, spec: Spec) -> Predictor:
        """Another run, or an exported level: its pictures, actions and sizes must be these, its memory need not."""
        network, _ = load(source)
        memory = {'memory': spec.memory, 'levels': spec.levels, 'place': spec.place}
        if replace(network.spec, **memory) != spec:
            raise SystemExit(
                f'--begin {source}: is {network.spec}, this run {spec}. Give the same sizes and recordings.'
            )
        return network

    def begin(self, run: Run) -> None:
        options = self.options
        torch.manual_seed(options.seed + 1000 * run.team.rank + run.step)
        on_gpu = torch.device(self.device).type == 'cuda'
        dtype = torch.bfloat16 if options.bf16 else torch.float32
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        self.streams = Streams(self.data, self.network, options.batch, options.unroll, dtype)
        unroll = Unroll(self.network, self.data.class_weights(), dtype).to(self.device)
        self.unroll: Callable = self.graphed(unroll) if on_gpu and not options.eager else unroll

    def graphed(self, unroll: Unroll) -> Callable:
        """The same as one graph of the device; as it is where that cannot be."""
        self.streams.renew(1, 0)
        try:
            return torch.cuda.make_graphed_callables(unroll, tuple(one.clone() for one in self.streams.inputs(1)))
        except (RuntimeError, AssertionError, ValueError) as cause:
            print(f'without a graph: {cause}', flush=True)
        return unroll

    def baselines(self) -> dict[str, dict]:
        self.held_out = Drives(self.options.validation, self.device, like=self.data.header)
        weights = sum(one.numel() for one in self.network.parameters())
        size = f'{len(self.data)} drives of {self.data.steps} steps, {self.spec.classes} classes'
        print(f'{weights} weights, {self.network.gflop:.2f} GFLOP a step, {size}', flush=True)
        truth = self.held_out.frames
        figures = {'all pixels': float((truth[:, 1:] == truth[:, :-1]).float().mean())}
        if self.spec.pointers:
            figures['changes within reach'] = within_reach(truth[:, :60], self.spec.reach)
        return {'last picture': figures}

    def losses(self, run: Run) -> dict[str, Tensor]:
        self.progress = run.progress
        curriculum = self.curriculum
        self.streams.renew(2 * self.options.longest, SPOILED if curriculum.length > 1 else 0)
        loss, *others = self.unroll(*self.streams.inputs(curriculum.length))
        # A graph of the device takes all of its results for differentiable.
        counts, *state = (one.detach() for one in others)
        self.streams.advance(*state)
        curriculum.follow(counts.tolist(), run.progress)
        shown = {'changes': curriculum.changes, 'own pixels': curriculum.own, 'length': curriculum.length}
        # Figures beside the loss do not add to the gradient.
        self.shown = {name: torch.tensor(value) for name, value in shown.items()}
        return {'loss': loss.clone()}

    def after_step(self, run: Run) -> dict[str, Tensor]:
        return self.shown

    def evaluate(self, average: Predictor, out: Path) -> dict:
        figures = evaluate(average, self.held_out, self.options.judge)
        # A strip takes 300 steps: at the beginning and at the end.
        if not (out / 'strip.png').exists() or self.progress > 0.9:
            strip(average, self.held_out, out / 'strip.png')
        return figures

    def state(self) -> dict:
        return {'spec': self.spec.state(), 'header': self.data.header, 'length': self.curriculum.length}

    def restore(self, state: Mapping) -> None:
        self.curriculum.length = state['length']


def main() -> None:
    parser = parser_of(
        __doc__, Defaults(minutes=10, batch=16, rate=2e-3, evaluate_every=0.5), 'recordings that are not learned from'
    )
    parser.add_argument(
        '--channels', type=int, nargs=4, default=[48, 64, 128, 256], help='at 1/2, 1/4, 1/8 and 1/16 of the size'
    )
    for field, where in {
        'memory': 'of the map that is kept, at 1/4 of the size',
        'embed': 'that stand for a class',
        'fine': 'from the network at full size',
        'paint': 'before classes are told apart',
    }.items():
        parser.add_argument(f'--{field}', type=int, default=getattr(Spec, field), help=f'channels {where}')
    parser.add_argument(
        '--reach', type=int, nargs=2, default=(3, 2), help='pixels aside and up or down that a class may come from'
    )
    parser.add_argument(
        '--place', metavar='RUN', help='of locate: its vector of the place instead of the map that is kept'
    )
    parser.add_argument('--unroll', type=int, default=8, help='steps that a gradient goes back')
    parser.add_argument(
        '--longest', type=int, default=64, help='most own predictions between two true pictures, on average'
    )
    parser.add_argument(
        '--wrong',
        type=float,
        default=1.28,
        help='times what changes in a step that may be wrong in own pictures before they become rarer',
    )
    parser.add_argument('--judge', type=int, default=16, help='streams of evaluations')
    parser.add_argument('--eager', action='store_true', help='without a graph of the device')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, CircuitRecipe(options, team)).train()


if __name__ == '__main__':
    main()
