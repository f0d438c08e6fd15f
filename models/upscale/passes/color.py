"""Working space, and rounding as the GPU's textures do it."""

import torch

from models.upscale.wgsl import TUNING

LARGEST = TUNING['color']['largest']


def compress(rgb):
    return rgb / (1 + rgb.amax(1, keepdim=True))


def expand(rgb):
    return rgb / (1 - rgb.amax(1, keepdim=True).clamp(max=LARGEST))


def history_exposure(exposure):
    """Of history, from that of detection: exposure.wgsl."""
    return (exposure * TUNING['exposure']['span']).clamp(max=1)


def compression_of(ycocg):
    """How far a colour is compressed, 0…1: [B,1,…] of [B,3,…] in YCoCg."""
    return from_ycocg(ycocg).amax(1, keepdim=True).clamp(0, LARGEST)


def reexposed(ycocg, factor):
    """The same colour in working space, `factor` times as bright."""
    return ycocg * (factor / (1 + (factor - 1) * compression_of(ycocg)))


def to_ycocg(rgb):
    r, g, b = rgb.unbind(1)
    return torch.stack([0.25 * r + 0.5 * g + 0.25 * b, 0.5 * (r - b), 0.5 * g - 0.25 * r - 0.25 * b], 1)


def from_ycocg(c):
    y, co, cg = c.unbind(1)
    return torch.stack([y - cg + co, y + cg, y - cg - co], 1)


def to_linear(working, exposure):
    """Linear HDR colour of history's RGB; `exposure` is that of detection."""
    return expand(working.clamp(0, LARGEST)) / history_exposure(exposure).view(-1, 1, 1, 1)


def smoothstep(low, high, x):
    t = ((x - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def to_half(x):
    return x.half().float()


def to_bytes(x):
    """Rounds to what eight bits hold; the gradient passes straight through."""
    return x + ((x.detach().clamp(0, 1) * 255).round() / 255 - x.detach())
