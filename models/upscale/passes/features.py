"""features.wgsl: the network's input."""

import torch

from models.upscale.passes.color import history_exposure, reexposed
from models.upscale.passes.sampling import gather_texels, is_inside, motion_speed, pixel_centers, sample_linear


def look(frame, state, p, mask):
    """What of the network's input carries no gradient, [B,14,h,w], and where to read what it said a frame ago."""
    height, width = frame.color.shape[-2:]
    size = state.history.shape
    around = []
    exposing = (frame.exposure / history_exposure(frame.exposure)).view(-1, 1, 1, 1)
    for dx, dy in ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)):
        u, v = p['was'][0] + dx / width, p['was'][1] + dy / height
        h = sample_linear(state.history, u * size[3], v * size[2])
        around.append(torch.cat([reexposed(h[:, :3], exposing), h[:, 3:]], 1))
    mean = torch.stack(around).mean(0)
    known = p['known'] & (mean[:, 3:] > 0)
    luma = torch.where(known, torch.cat([a[:, :1] for a in around], 1) - p['prepared'][:, :1], 0)
    hue = torch.where(known, (mean[:, 1:3] - p['prepared'][:, 1:]).abs().sum(1, keepdim=True), 0)
    count = torch.where(known, mean[:, 3:] / (1 + mean[:, 3:]), 0)
    speed = ((1 + motion_speed(p['motion'], state.history)).log2() / 5).clamp(max=1)
    x, y = pixel_centers(height, width, frame.color.device)
    u, v = x / width + p['motion'][:, 0], y / height + p['motion'][:, 1]
    usable = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None] & (mask[:, :1] <= 0.5)
    seen = torch.cat([p['prepared'], luma, hue, count, mask, speed], 1)
    return seen, usable, torch.floor(u * width).long(), torch.floor(v * height).long()


def make_features(looked, feedback):
    """The network's input, [B,16,h,w]: see README.md. Gradients flow through the feedback alone."""
    seen, usable, px, py = looked
    return torch.cat([seen, torch.where(usable, gather_texels(feedback[:, 2:], px, py), 0.5)], 1)
