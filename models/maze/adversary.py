"""Adversarial losses beside reconstruction, for frame, action and sequence, after GameGAN (Kim et al. 2020).

Three critics tell recordings from predictions: whole pictures by patches, the player's step by the action that should explain
it, and several steps of own predictions in a row. What they say goes back through the renderer and through what was drawn.
"""

import itertools

import torch
import torch.nn.functional as F
from torch import nn

from models.maze.dataset import Moments
from models.maze.dynamics import State, crop, offset
from models.maze.network import SIGHT, LevelNetwork, Spec
from models.maze.picture import draw
from models.maze.rollout import detached, imagine, recorded

EMBED = 6
WIDTH = 96


class FrameCritic(nn.Module):
    """Says of each patch of a picture whether it was recorded: [batch, 3, height, width] → [batch, rows, columns]."""

    def __init__(self):
        super().__init__()
        widths = [3, 24, 48, 64]
        steps = [nn.Conv2d(a, b, 4, 2, 1) for a, b in itertools.pairwise(widths)]
        self.layers = nn.Sequential(*[part for one in steps for part in (one, nn.LeakyReLU(0.2))], nn.Conv2d(64, 1, 3))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.layers(pictures * 2 - 1)[:, 0]


class ActionCritic(nn.Module):
    """Says whether this action explains this step of the player, from what lies around it."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec = spec
        self.cells = nn.Embedding(spec.cell_codes, EMBED)
        around = (2 * SIGHT + 1) ** 2 * EMBED + 2 * spec.units + spec.looks
        self.layers = dense(around + spec.actions + spec.looks + len(spec.moves))

    def forward(self, now: State, action: torch.Tensor, look: torch.Tensor, move: torch.Tensor) -> torch.Tensor:
        """`look`, `move`: one-hot, what the player did."""
        spec = self.spec
        x, y, old = now.movers[:, 0].long().unbind(-1)
        codes = crop(now.cells.long(), x[:, None] // spec.units, y[:, None] // spec.units, SIGHT)[:, 0]
        hot = [F.one_hot(x % spec.units, spec.units), F.one_hot(y % spec.units, spec.units), F.one_hot(old, spec.looks)]
        hot.append(F.one_hot(action.long(), spec.actions))
        return self.layers(torch.cat([self.cells(codes).flatten(1), *hot, look, move], 1))[:, 0]


class SequenceCritic(nn.Module):
    """Says of every step of every mover's track whether it was recorded, from three steps on either side."""

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec = spec
        self.cells = nn.Embedding(spec.cell_codes, EMBED)
        own = spec.looks + len(spec.moves)
        self.bar = nn.Linear(max(1, spec.bar_cells * spec.bar_codes), 16)
        self.join = nn.Linear(2 * own + 9 * EMBED + 4 + spec.kinds + 16, WIDTH)
        self.time = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=1) for _ in range(3))
        self.last = nn.Linear(WIDTH, 1)

    def forward(self, states: list[State]) -> torch.Tensor:
        """`states` in a row, all with their soft part: [batch · movers, steps]."""
        rows = torch.stack([self.features(one) for one in states], 2).flatten(0, 1)
        x = F.leaky_relu(self.join(rows), 0.2).transpose(1, 2)
        for layer in self.time:
            x = x + F.leaky_relu(layer(x), 0.2)
        return self.last(x.transpose(1, 2))[..., 0]

    def features(self, state: State) -> torch.Tensor:
        spec, soft = self.spec, state.drawn
        own = torch.cat([soft.look, soft.move], -1)
        x, y = state.movers[..., 0].long(), state.movers[..., 1].long()
        codes = crop(state.cells.long(), x // spec.units, y // spec.units, 1)
        size = torch.tensor([spec.columns, spec.rows], device=x.device) * spec.units
        away = offset(state.movers[:, :1, :2].long(), state.movers[..., :2].long(), size)
        # In value the short way round, in gradient the difference of places.
        way = soft.place - soft.place[:, :1]
        away = (away + way - way.detach()) / 16
        kinds = torch.eye(spec.kinds, device=x.device).expand(len(x), -1, -1)
        parts = [own, own[:, :1].expand_as(own), self.cells(codes).flatten(2), away, away.abs(), kinds]
        bar = self.bar(soft.bar.flatten(1)) if soft.bar is not None else torch.zeros(len(x), 16, device=x.device)
        return torch.cat([*parts, bar[:, None].expand(-1, spec.kinds, -1)], -1)


class Adversary(nn.Module):
    def __init__(self, spec: Spec, length: int = 8):
        super().__init__()
        self.length = length
        self.frame, self.action, self.sequence = FrameCritic(), ActionCritic(spec), SequenceCritic(spec)

    def losses(
        self, net: LevelNetwork, data: Moments, moments: tuple[torch.Tensor, ...], shown: tuple[torch.Tensor, ...]
    ) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
        """What the network is to lessen, and what the critics are, by name. `moments`: episodes and steps where rollouts begin;
        `shown`: the same for predicted pictures, and the recorded pictures one step on."""
        episode, step = moments
        step = step.clamp_max(data.steps - self.length)
        real, fake = [data.state(episode, step)], [data.state(episode, step)]
        for t in range(self.length):
            real.append(recorded(net.spec, real[-1], data.state(episode, step + t + 1)))
            fake.append(imagine(net, fake[-1], data.actions[episode, step + t]))
        action = data.actions[episode, step].long()
        wrong = (action + torch.randint(1, net.spec.actions, action.shape, device=action.device)) % net.spec.actions
        did = lambda states: (states[1].drawn.look[:, 0], states[1].drawn.move[:, 0])
        told = lambda act, states: self.action(real[0], act, *states)

        shown_at = (shown[0], shown[1])
        pictures = draw(net, imagine(net, data.state(*shown_at), data.actions[shown_at]))
        truth = data.palette[shown[2].long()].permute(0, 3, 1, 2)

        self.requires_grad_(False)
        lessen = {
            'frame': -self.frame(pictures).mean(),
            'action': -told(action, did(fake)).mean(),
            'sequence': -self.sequence(fake[1:]).mean(),
        }
        self.requires_grad_(True)
        fake = [detached(one) for one in fake]
        critics = {
            'frame': hinge([self.frame(truth)], [self.frame(pictures.detach())]),
            'action': hinge([told(action, did(real))], [told(wrong, did(real)), told(action, did(fake))]),
            'sequence': hinge([self.sequence(real[1:])], [self.sequence(fake[1:])]),
        }
        return lessen, critics


def hinge(real: list[torch.Tensor], fake: list[torch.Tensor]) -> torch.Tensor:
    mean = lambda parts: torch.stack([part.mean() for part in parts]).mean()
    return mean([F.relu(1 - one) for one in real]) + mean([F.relu(1 + one) for one in fake])


def dense(features: int) -> nn.Sequential:
    leaky = nn.LeakyReLU(0.2)
    return nn.Sequential(nn.Linear(features, WIDTH), leaky, nn.Linear(WIDTH, WIDTH), leaky, nn.Linear(WIDTH, 1))
