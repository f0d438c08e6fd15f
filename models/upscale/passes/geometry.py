"""What accumulate.wgsl reads at display pixels."""

import torch
import torch.nn.functional as F

from models.upscale.passes.color import smoothstep
from models.upscale.passes.pyramid import sample_shading
from models.upscale.passes.sampling import (
    gather_texels,
    is_inside,
    motion_speed,
    neighbours,
    pixel_centers,
    sample_cubic,
    sample_linear,
)
from models.upscale.wgsl import TUNING


def display_geometry(frame, state, p, mask, shading):
    """Everything that accumulate reads at display pixels and that carries no gradient."""
    batch, _, h, w = frame.color.shape
    height, width = state.history.shape[-2:]
    x, y = pixel_centers(height, width, frame.color.device)
    px = x / width * w - frame.jitter[:, 0].view(-1, 1, 1)  # [B,1,W]
    py = y / height * h - frame.jitter[:, 1].view(-1, 1, 1)  # [B,H,1]
    left, top = torch.floor(px), torch.floor(py)
    full = lambda a: a.expand(batch, height, width)
    tx, ty = full(left.long()), full(top.long())
    motion = gather_texels(p['motion'], tx, ty)
    around = neighbours(F.pad(p['prepared'], (1, 1, 1, 1), mode='replicate'))
    taps = gather_texels(around.flatten(1, 2), tx + 1, ty + 1).unflatten(1, (3, 9))

    sx, sy = full(px.clamp(0.5, w - 0.5)), full(py.clamp(0.5, h - 0.5))
    m = sample_linear(mask, sx, sy)
    m = torch.cat([(m[:, :1] * TUNING['accumulate']['spill']).clamp(max=1), m[:, 1:]], 1)
    u, v = x / width + motion[:, 0], y / height + motion[:, 1]
    inside = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None]
    speed = motion_speed(motion, state.history)
    still = 1 - smoothstep(0.02, 0.2, speed)

    lock = torch.where(inside, sample_linear(state.lock, u * width, v * height), 0)
    _, light, lasting, _ = sample_shading(shading, full(px), full(py)).split(1, 1)
    gain = torch.where(inside, light + (lasting - light) * still, 1)
    dx = (px - left - 0.5)[:, None]
    return {
        'taps': taps,
        'dx': dx,
        'dy': (py - top - 0.5)[:, None],
        # Tensors, so that one compiled function serves all ratios.
        'ratio': (dx.new_full((), width / w), dx.new_full((), height / h)),
        'mask': m,
        'where': (sx, sy),
        'previous': (u * width, v * height),
        'inside': inside,
        'speed': speed,
        'still': still,
        'lock': lock,
        'gain': gain,
    }


def fetch_past(history, g):
    """History where these display pixels were, lit as now: [B,4,H,W]."""
    past = sample_cubic(history.detach(), *g['previous'])
    if history.requires_grad:
        # The gradient takes one of the five fetches, at five times the speed.
        smooth = sample_linear(history, *g['previous'])
        past = past + (smooth - smooth.detach())
    past = torch.cat([past[:, :3] * g['gain'], past[:, 3:]], 1)
    return torch.where(g['inside'], past, 0)
