"""Streams that play on in their own predictions, the loss of a few steps of all of them, and for how long they do."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.circuit.dataset import Drives
from models.circuit.network import Predictor, Spec
from models.circuit.spoil import spoil
from models.shared.functions import neighbours, shares

CHANGED = 3.0  # what a pixel that changes counts
PLACE = 1.0  # what the vector of the place counts, where there is one


def surprise(logits: Tensor, now: Tensor, target: Tensor, spec: Spec) -> Tensor:
    """Minus the logarithm of the probability of the true class [batch, h, w]: its own and that of the neighbours that have it."""
    target = target[..., None]
    if not spec.pointers:
        # Channels last: a softmax of planes is five times slower on a processor.
        rows = logits.movedim(1, -1).flatten(0, 2).float()
        return F.cross_entropy(rows, target.flatten().long(), reduction='none').view(target.shape[:3])
    named, pointed = shares(logits).tensor_split([spec.classes], -1)
    right = named.gather(-1, target.long())[..., 0] + (pointed * (neighbours(now, spec.reach) == target)).sum(-1)
    return -right.clamp(min=1e-20).log()


class Unroll(nn.Module):
    """A few steps of the network as one call, so that a device can replay it as one graph."""

    def __init__(self, net: Predictor, class_weights: Tensor, dtype: torch.dtype):
        super().__init__()
        self.net, self.dtype = net, dtype
        self.register_buffer('class_weights', class_weights)

    def forward(
        self, now: Tensor, before: Tensor, memory: Tensor, truth: Tensor, actions: Tensor, told: Tensor
    ) -> tuple[Tensor, ...]:
        """
        `truth` [streams, steps + 1, h, w]; `told` [streams, steps]: whether the true picture goes in, not the own one. Returns the
        loss; counts [4]: pixels that change and follow a true picture, those of them that are right, pixels that follow an own
        picture, those of them that are right; and the state after the last step.
        """
        weights = self.net.weights(self.dtype)
        losses, counts = [], []
        for step in range(actions.shape[1]):
            tell = told[:, step, None, None]
            now = torch.where(tell[:, None], truth[:, step, None], now)
            maps = self.net.step(weights, now, before, memory, actions[:, step])
            target = truth[:, step + 1]
            changed = target != truth[:, step]
            loss = surprise(maps['logits'].float(), now, target, self.net.spec)
            weight = self.class_weights[target.long()] * (1 + (CHANGED - 1) * changed)
            losses.append((loss * weight).mean())
            if self.net.spec.place:
                found = self.net.find(weights, truth[:, step + 1, None], truth[:, step, None])
                losses[-1] = losses[-1] + PLACE * F.mse_loss(maps['kept'], found)
            before, now, memory = now, maps['next'].detach().to(torch.uint8), maps['kept']
            hit, free = now[:, 0] == target, ~tell & torch.ones_like(changed)
            counts.append(
                torch.stack([(changed & tell).sum(), (changed & tell & hit).sum(), free.sum(), (free & hit).sum()])
            )
        return torch.stack(losses).mean(), torch.stack(counts).sum(0), now, before, memory.detach()


class Curriculum:
    """
    How many steps there are from one true picture that goes in to the next; own predictions are between them. One, until most
    of what changes after a true picture is right, or `latest` of the run is over; then more as long as pictures stay right, and
    fewer where they do not. A network that is made to follow its own bad pictures learns to be vague.
    """

    BEGIN, RATE = 0.85, 1.01

    def __init__(self, longest: int, changing: float, length: float = 1.0, latest: float = 0.5, wrong: float = 1.28):
        """`changing`: the part of all pixels that change in a step. Pictures are right while less than `wrong` times that is wrong."""
        self.longest, self.length, self.latest = longest, length, latest
        self.keep = 1 - wrong * changing
        self.changes = self.own = (
            0.0  # averages of what is right: changes after a true picture, pixels after an own one
        )

    def follow(self, counts: list[float], progress: float) -> None:
        changed, right, free, free_right = counts
        if changed:
            self.changes += 0.05 * (right / changed - self.changes)
        if free:
            self.own += 0.05 * (free_right / free - self.own)
        if self.length == 1 and self.changes < self.BEGIN and progress < self.latest:
            return
        if self.length == 1:
            self.own = 1.0
        grow = self.own >= self.keep
        self.length = min(self.longest, max(1.0, self.length * (self.RATE if grow else 1 / self.RATE)))


class Streams:
    """The games that are played on: where each is, and its state."""

    def __init__(self, data: Drives, net: Predictor, streams: int, steps: int, dtype: torch.dtype):
        self.data, self.steps, self.device = data, steps, data.device
        whole = lambda: torch.zeros(streams, dtype=torch.long, device=self.device)
        self.episode, self.at, self.left = whole(), whole(), whole()
        height, width = data.frames.shape[2:]
        self.now = torch.zeros(streams, 1, height, width, dtype=torch.uint8, device=self.device)
        self.before = self.now.clone()
        self.memory = net.no_memory(streams, dtype, self.device)

    def renew(self, length: int, spoiled: float) -> None:
        """Streams that are over, after up to `length` steps, begin anew: at a true picture and with no memory."""
        streams, data = len(self.episode), self.data
        over = (self.left <= 0) | (self.at + self.steps > data.steps)
        episode = torch.randint(len(data), (streams,), device=self.device)
        at = torch.randint(1, data.steps - self.steps, (streams,), device=self.device)
        left = torch.randint(self.steps, max(length, self.steps) + 1, (streams,), device=self.device)
        self.episode, self.at = torch.where(over, episode, self.episode), torch.where(over, at, self.at)
        self.left = torch.where(over, left, self.left)
        mask = over[:, None, None, None]
        now, before = data.frames[self.episode, self.at], data.frames[self.episode, self.at - 1]
        self.now = torch.where(mask, spoil(now[:, None], spoiled), spoil(self.now, spoiled / 6))
        self.before = torch.where(mask, before[:, None], self.before)
        self.memory = torch.where(mask, torch.zeros_like(self.memory), self.memory)

    def inputs(self, length: float) -> tuple[Tensor, ...]:
        """With a true picture every `length` steps, on average."""
        truth, actions = self.data.segment(self.episode, self.at, self.steps)
        told = torch.rand(len(self.episode), self.steps, device=self.device) < 1 / length
        return self.now, self.before, self.memory, truth, actions, told

    def advance(self, now: Tensor, before: Tensor, memory: Tensor) -> None:
        self.now, self.before, self.memory = now.clone(), before.clone(), memory.clone()
        self.at, self.left = self.at + self.steps, self.left - self.steps
