"""Learns how actions move the vector of the place, with the reader and the generator of locate.py left as they are.

    python -m models.circuit.move --place RUN --data train.episodes --validation weaver.episodes --out RUN2 --minutes 20

Every picture is read once. After that a step is a few small matrices, so that roll-outs of many steps cost little.
`models.circuit.train` does not take the result yet.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.circuit.dataset import Drives
from models.circuit.locate import SHOWN, held_out, judge
from models.circuit.place import ORDER, Place, load_place
from models.shared.options import Defaults, parser_of
from models.shared.schedule import Averaging, Schedule
from models.shared.team import Team
from models.shared.training import Recipe, Run, start

NOISE = 0.01  # of a vector, per step
WARM = 8  # steps at most that are seen at first
GLIMPSES = 0.15  # of the later ones in every second stream, at most
NEAR = 0.3  # difference from which on errors count linearly
AT_ONCE = 128  # pictures


@torch.no_grad()
def read_all(place: Place, data: Drives) -> Tensor:
    """The vector that the pictures i and i + 1 show, for every i: [episodes, steps, channels] in halves."""
    vectors = []
    for episode in range(len(data)):
        frames = data.frames[episode]
        parts = [
            place.read(frames[1:][at : at + AT_ONCE], frames[:-1][at : at + AT_ONCE])[:, :, 0, 0].half()
            for at in range(0, data.steps, AT_ONCE)
        ]
        vectors.append(torch.cat(parts))
        if (episode + 1) % 16 == 0:
            print(f'{episode + 1} of {len(data)} drives are read', flush=True)
    return torch.stack(vectors)


class Mover(nn.Module):
    """
    What is remembered [batch, channels + hidden], the vector first: a gate puts in what is seen, an action moves it. What the vector
    of two pictures cannot say, such as the speed to a tenth, is for the hidden numbers.
    """

    def __init__(self, channels: int, hidden: int, actions: int, width: int = 512):
        super().__init__()
        self.channels, total = channels, channels + hidden
        self.order = nn.Embedding(actions, ORDER)
        self.gate, self.candidate = nn.Linear(total + channels, total), nn.Linear(total + channels, total)
        self.think = nn.Sequential(
            nn.Linear(total + ORDER, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, total)
        )
        # It begins with what is seen as it is, and with nothing that moves.
        for layer in (self.candidate, self.think[-1]):
            assert isinstance(layer, nn.Linear)
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.constant_(self.gate.bias, 1.0)

    def see(self, memory: Tensor, seen: Tensor) -> Tensor:
        known = torch.cat([memory, seen], 1)
        fresh = F.pad(seen, (0, memory.shape[1] - self.channels)) + self.candidate(known)
        return torch.lerp(memory, fresh, self.gate(known).sigmoid())

    def move(self, memory: Tensor, action: Tensor) -> Tensor:
        return memory + self.think(torch.cat([memory, self.order(action)], 1))


class MoveRecipe(Recipe):
    network: Mover
    schedule = Schedule(100, 0.02)
    averaging = Averaging(0.995, delay=10)

    def __init__(self, options: argparse.Namespace, team: Team):
        self.options, self.device = options, team.device
        self.place, header = load_place(options.place, team.device)
        self.data = Drives(options.data, team.device, like=header)
        self.held_out = Drives(options.validation, team.device, like=header)
        self.spec = {
            'channels': self.place.channels,
            'hidden': options.hidden,
            'actions': len(header['actions']),
        }
        torch.manual_seed(options.seed)
        self.network = Mover(**self.spec).to(team.device)
        adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
        self.optimizers = [(adam, options.rate)]

    def begin(self, run: Run) -> None:
        self.vectors = read_all(self.place, self.data)
        torch.manual_seed(self.options.seed + 1000 * run.team.rank + run.step)

    def remember(self, vector: Tensor) -> Tensor:
        return F.pad(vector, (0, self.options.hidden))

    def losses(self, run: Run) -> dict[str, Tensor]:
        options, network, batch = self.options, self.network, self.options.batch
        longest = min(options.longest, self.data.steps - WARM - 2)
        steps = WARM + max(4, min(longest, round(longest * run.progress / 0.4)))
        episode = torch.randint(len(self.data), (batch,), device=self.device)
        first = torch.randint(0, self.data.steps - steps - 1, (batch,), device=self.device)
        span = first[:, None] + torch.arange(steps + 1, device=self.device)
        vectors = self.vectors[episode[:, None], span].float()
        actions = self.data.actions[episode[:, None], span].long()
        warm = torch.randint(0, WARM + 1, (batch,), device=self.device)
        glimpses = GLIMPSES * torch.rand(batch, device=self.device) * (torch.rand(batch, device=self.device) < 0.5)
        memory, loss = self.remember(vectors[:, 0]), torch.zeros((), device=self.device)
        for step in range(steps):
            is_seen = (step <= warm) | (torch.rand(batch, device=self.device) < glimpses)
            memory = torch.where(is_seen[:, None], network.see(memory, vectors[:, step]), memory)
            memory = network.move(memory, actions[:, step + 1])
            memory = memory + NOISE * torch.randn_like(memory)
            loss = loss + F.smooth_l1_loss(memory[:, : network.channels], vectors[:, step + 1], beta=NEAR)
        return {'loss': loss / steps}

    @torch.no_grad()
    def evaluate(self, average: Mover, out: Path) -> dict:
        """As locate.py: drives that were not learned from, without a picture after the first two."""
        data, figures = self.held_out, {}
        steps, episode, first = held_out(data)
        truth, actions = data.segment(episode, first, steps)
        seen = self.place.read(truth[:, 0], data.frames[episode, first - 1])[:, :, 0, 0]
        memory = average.see(self.remember(seen), seen)
        for step in range(steps + 1):
            if step in SHOWN:
                vector = memory[:, : average.channels, None, None].clamp(-1, 1)
                figures |= judge(self.place, vector, truth[:, step], step)
            if step < steps:
                memory = average.move(memory, actions[:, step].long())
        return figures

    def state(self) -> dict:
        return {'spec': self.spec}


def main() -> None:
    parser = parser_of(
        __doc__, Defaults(minutes=20, batch=96, rate=1.5e-3, evaluate_every=3), 'recordings that are not learned from'
    )
    parser.add_argument('--place', required=True, metavar='RUN', help='of models.circuit.locate')
    parser.add_argument('--hidden', type=int, default=256, help='numbers beside those of the vector')
    parser.add_argument('--longest', type=int, default=64, help='most steps without a picture')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, MoveRecipe(options, team)).train()


if __name__ == '__main__':
    main()
