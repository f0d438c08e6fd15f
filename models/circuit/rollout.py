"""Streams that play on in their own predictions, and the loss of a few steps of all of them."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.circuit.dataset import Drives
from models.circuit.network import Predictor
from models.circuit.spoil import spoil

CHANGED = 3.0  # what a pixel that changes counts


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
        `truth` [streams, steps + 1, h, w]; `told` [streams, steps]: whether the true picture goes in, not the own one. Returns
        the loss, the shares of all and of changed pixels that are right, and the state after the last step.
        """
        weights = self.net.weights(self.dtype)
        losses, right, changes = [], [], []
        for step in range(actions.shape[1]):
            choose = told[:, step, None, None, None]
            now = torch.where(choose, truth[:, step, None], now)
            maps = self.net.step(weights, now, before, memory, actions[:, step])
            target = truth[:, step + 1]
            changed = target != truth[:, step]
            loss = F.cross_entropy(maps['logits'].float(), target.long(), reduction='none')
            weight = self.class_weights[target.long()] * (1 + (CHANGED - 1) * changed)
            losses.append((loss * weight).mean())
            before, now, memory = now, maps['next'].detach().to(torch.uint8), maps['kept']
            hit = now[:, 0] == target
            right.append(hit.float().mean())
            changes.append((hit & changed).sum() / changed.sum().clamp(min=1))
        mean = lambda values: torch.stack(values).mean()
        return mean(losses), mean(right).detach(), mean(changes).detach(), now, before, memory.detach()


class Streams:
    """The games that are played on: where each is, and its state."""

    def __init__(self, data: Drives, net: Predictor, streams: int, steps: int, dtype: torch.dtype):
        self.data, self.steps, self.device = data, steps, data.device
        whole = lambda: torch.zeros(streams, dtype=torch.long, device=self.device)
        self.episode, self.at, self.left = whole(), whole(), whole()
        height, width = data.frames.shape[2:]
        self.now = torch.zeros(streams, 1, height, width, dtype=torch.uint8, device=self.device)
        self.before = self.now.clone()
        memory = torch.zeros(streams, *net.memory_size(), dtype=dtype, device=self.device)
        self.memory = memory.contiguous(memory_format=torch.channels_last)

    def renew(self, length: float, spoiled: float) -> None:
        """Streams that are over begin anew, at a true picture and with no memory."""
        streams, data = len(self.episode), self.data
        over = (self.left <= 0) | (self.at + self.steps > data.steps)
        episode = torch.randint(len(data), (streams,), device=self.device)
        at = torch.randint(1, data.steps - self.steps, (streams,), device=self.device)
        lengths = length * (0.5 + 0.5 * torch.rand(streams, device=self.device))
        self.episode, self.at = torch.where(over, episode, self.episode), torch.where(over, at, self.at)
        self.left = torch.where(over, lengths.long().clamp(min=1), self.left)
        mask = over[:, None, None, None]
        now, before = data.frames[self.episode, self.at], data.frames[self.episode, self.at - 1]
        self.now = torch.where(mask, spoil(now[:, None], spoiled), spoil(self.now, spoiled / 6))
        self.before = torch.where(mask, before[:, None], self.before)
        self.memory = torch.where(mask, torch.zeros_like(self.memory), self.memory)

    def inputs(self, told: float) -> tuple[Tensor, ...]:
        truth, actions = self.data.segment(self.episode, self.at, self.steps)
        # A whole segment of a stream is told or not.
        tell = (torch.rand(len(self.episode), 1, device=self.device) < told).expand(-1, self.steps).contiguous()
        return self.now, self.before, self.memory, truth, actions, tell

    def advance(self, now: Tensor, before: Tensor, memory: Tensor) -> None:
        self.now, self.before, self.memory = now.clone(), before.clone(), memory.clone()
        self.at, self.left = self.at + self.steps, self.left - self.steps
