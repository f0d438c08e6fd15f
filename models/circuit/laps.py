"""Laps by a pilot that sees predicted pictures only: where it is, is read from them by the probe, the wheel from the dashboard."""

import math
import time

import torch
from torch import Tensor

from models.circuit.network import Predictor
from models.circuit.probe import Probe

# As packages/scenes/src/circuit/track.ts has them: 0 straight on, 1 right, −1 left; metres.
TURNS = (0, 0, 0, 0, 1, 1, 0, -1, 0, 1, 0, 0, 1, 0, 0, 1)
PLOT, SPACING = 16.0, 0.25
NEEDLE = (244, 244, 244)
# As packages/scenes/src/circuit/dashboard.ts has them, pixels; the row counts from below.
WHEEL_MIDDLE, WHEEL_REACH, WHEEL_ROW = 66.0, 15.0, -3
AIM, TOP, WHEEL_BASE = 7.0, 12.0, 2.4


def centre_line() -> Tensor:
    """Points every SPACING metres, about [942, 2]."""
    x, z, heading, points, left = PLOT, PLOT / 2, 0.0, [], 0.0
    for turn in TURNS:
        length = PLOT if turn == 0 else math.pi * PLOT / 4
        step = 0.01
        for _ in range(round(length / step)):
            if left <= 0:
                points.append((x, z))
                left += SPACING
            heading += turn * step / (PLOT / 2)
            x, z, left = x + step * math.cos(heading), z + step * math.sin(heading), left - step
    return torch.tensor(points)


def wrap(angle: Tensor) -> Tensor:
    return torch.atan2(angle.sin(), angle.cos())


class Pilot:
    """Pure pursuit as in packages/scenes/src/circuit/pilot.ts, for many cars at once."""

    def __init__(self, palette: list, device: str):
        self.line = centre_line().to(device)
        self.needle = [tuple(one) for one in palette].index(NEEDLE)

    def act(self, found: Tensor, picture: Tensor) -> tuple[Tensor, Tensor]:
        """`found` [cars, 5] as the probe reads it, pictures [cars, h, w] → actions, and the nearest points of the line."""
        count = len(self.line)
        at = (found[:, None, :2] - self.line).norm(dim=-1).argmin(1)
        speed, heading = found[:, 4], torch.atan2(found[:, 3], found[:, 2])
        ahead = 3.5 + 0.55 * speed.clamp(min=0)
        target = self.line[(at + (ahead / SPACING).long()) % count]
        offset = target - found[:, :2]
        error = wrap(torch.atan2(offset[:, 1], offset[:, 0]) - heading)
        most = 0.6 / (1 + (speed / 8) ** 2)
        wheel = (torch.atan(2 * WHEEL_BASE * error.sin() / ahead) / most).clamp(-1, 1)
        row = (picture[:, WHEEL_ROW] == self.needle).float()
        columns = torch.arange(row.shape[1], device=row.device) + 0.5
        steer = ((row * columns).sum(1) / row.sum(1).clamp(min=1) - WHEEL_MIDDLE - 0.5) / WHEEL_REACH
        apart = wheel - torch.where(row.sum(1) > 0, steer, wheel)
        turn = torch.where(apart.abs() > 0.07, apart.sign(), torch.where(wheel.abs() > 0.12, wheel.sign(), 0.0 * wheel))
        turn = torch.where(wheel.abs() > 0.85, wheel.sign(), turn)
        pedal = torch.where(speed < AIM - 0.25, 3, torch.where(speed > AIM + 0.8, 6, 0))
        return pedal + torch.where(turn < 0, 1, torch.where(turn > 0, 2, 0)), at


@torch.no_grad()
def drive_laps(net: Predictor, probe: Probe, palette: list, pictures: Tensor, seconds: float, laps: int = 3) -> dict:
    """From pictures of cars that stand [cars, h, w]; ends after `seconds` where the laps take longer."""
    device = pictures.device
    pilot = Pilot(palette, str(device))
    weights = net.weights(torch.bfloat16 if device.type == 'cuda' else torch.float32)
    dtype = next(iter(weights.values())).dtype
    memory = torch.zeros(len(pictures), *net.memory_size(), dtype=dtype, device=device)
    memory = memory.contiguous(memory_format=torch.channels_last)
    now = before = pictures[:, None]
    count, ends, began, step = len(pilot.line), torch.zeros(len(pictures), laps, device=device), time.monotonic(), 0
    done, jumps = torch.zeros(len(pictures), device=device), torch.zeros((), device=device)
    found, at = probe(now[:, 0]), None
    while step < 4500 and time.monotonic() - began < seconds:
        action, near = pilot.act(found, now[:, 0])
        if at is not None:
            moved = (near - at + count // 2) % count - count // 2
            done = done + moved * SPACING
        at = near
        maps = net.step(weights, now, before, memory, action)
        before, now, memory = now, maps['next'].to(torch.uint8), maps['kept']
        seen = probe(now[:, 0])
        jumps = jumps + ((seen[:, :2] - found[:, :2]).norm(dim=1) > 2 + TOP / 30).sum()
        found, step = seen, step + 1
        for lap in range(laps):
            isin = (ends[:, lap] == 0) & (done >= (lap + 1) * count * SPACING)
            ends[:, lap] = torch.where(isin, step, ends[:, lap])
        if step % 100 == 0 and bool((ends[:, -1] > 0).all()):
            break
    times = torch.diff(torch.cat([torch.zeros_like(ends[:, :1]), ends], 1), dim=1)[ends > 0] / 30
    return {
        'steps': step,
        'cars': len(pictures),
        'finished': round(float((ends[:, -1] > 0).float().mean()), 3),
        'metres': [round(value, 1) for value in done.tolist()],
        'lap seconds': round(float(times.mean()), 2) if len(times) else None,
        'jumps per 1000': round(1000 * float(jumps) / max(1, step * len(pictures)), 3),
    }
