"""Reads where the car is from one picture: for evaluations alone. Learned from real pictures and their logged poses."""

import math
import time
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.circuit.dataset import Drives

CENTRE, SCALE, SPEED = (48.0, 32.0), 32.0, 12.0  # metres, metres, m/s


class Probe(nn.Module):
    """Classes [batch, h, w] → x, z (metres), cos and sin of the heading, speed (m/s)."""

    def __init__(self, classes: int, height: int, width: int):
        super().__init__()
        self.classes = classes
        widths = [classes, 32, 48, 64, 64]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in pairwise(widths))
        self.hidden = nn.Linear(64 * -(-height // 16) * -(-width // 16), 256)
        self.out = nn.Linear(256, 5)

    def raw(self, pictures: Tensor) -> Tensor:
        numbers = torch.arange(self.classes, device=pictures.device)[:, None, None]
        x = (pictures[:, None] == numbers).to(self.out.weight.dtype)
        for convolution in self.convolutions:
            x = F.relu(convolution(x))
        return self.out(F.relu(self.hidden(x.flatten(1))))

    def forward(self, pictures: Tensor) -> Tensor:
        """[batch, 5]: x, z, heading's cos and sin, speed."""
        raw = self.raw(pictures).float()
        centre = torch.tensor(CENTRE, device=raw.device)
        return torch.cat([raw[:, :2] * SCALE + centre, F.normalize(raw[:, 2:4], dim=1), raw[:, 4:] * SPEED], 1)


def targets(poses: Tensor) -> Tensor:
    place = (poses[:, :2] - torch.tensor(CENTRE, device=poses.device)) / SCALE
    return torch.cat([place, poses[:, 2:3].cos(), poses[:, 2:3].sin(), poses[:, 3:4] / SPEED], 1)


def train_probe(data: Drives, seconds: float, batch: int = 256) -> Probe:
    """A probe after `seconds` of training on all pictures of `data`."""
    assert data.poses is not None
    probe = Probe(len(data.header['palette']), *data.frames.shape[2:]).to(data.device)
    frames, poses = data.frames.flatten(0, 1), data.poses.flatten(0, 1)
    peak = 1.5e-3
    optimizer = torch.optim.AdamW(probe.parameters(), lr=peak, weight_decay=1e-3)
    began, step, loss = time.monotonic(), 0, torch.zeros(())
    device = torch.device(data.device).type
    while (progress := (time.monotonic() - began) / seconds) < 1:
        pick = torch.randint(len(frames), (batch,), device=data.device)
        for group in optimizer.param_groups:
            group['lr'] = peak * min(1, (step + 1) / 50) * 0.5 * (1 + math.cos(math.pi * progress))
        with torch.autocast(device, torch.bfloat16, enabled=device == 'cuda'):
            made = probe.raw(frames[pick])
        loss = F.smooth_l1_loss(made.float(), targets(poses[pick]), beta=0.02)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        if step % 16 == 0 and device == 'cuda':
            torch.cuda.synchronize()
    print(f'probe: {step} steps, loss {float(loss.detach()):.5f}', flush=True)
    return probe.requires_grad_(False)


@torch.no_grad()
def read(probe: Probe, pictures: Tensor) -> Tensor:
    """Of pictures [streams, steps, h, w]: [streams, steps, 5]."""
    parts = [probe(part) for part in pictures.flatten(0, 1).split(512)]
    return torch.cat(parts).unflatten(0, pictures.shape[:2])


def differences(found: Tensor, poses: Tensor) -> dict[str, Tensor]:
    """How far what was found is from true poses: along and across the way the car points, metres; degrees; m/s."""
    offset = found[..., :2] - poses[..., :2]
    forwards = torch.stack([poses[..., 2].cos(), poses[..., 2].sin()], -1)
    side = torch.stack([-forwards[..., 1], forwards[..., 0]], -1)
    turned = torch.atan2(found[..., 3], found[..., 2]) - poses[..., 2]
    turned = torch.atan2(turned.sin(), turned.cos())
    return {
        'along': (offset * forwards).sum(-1).abs(),
        'lateral': (offset * side).sum(-1).abs(),
        'heading': turned.abs() * 180 / math.pi,
        'speed': (found[..., 4] - poses[..., 3]).abs(),
    }
