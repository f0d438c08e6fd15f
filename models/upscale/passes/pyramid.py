"""pyramid.wgsl: how shading changed, block by block."""

import torch
import torch.nn.functional as F

from models.upscale.passes.color import smoothstep, to_half
from models.upscale.passes.sampling import sample_linear
from models.upscale.wgsl import TUNING


def pyramid(prepared, difference, before, reset):
    """Change of shading, the factor of the light, the part of it that lasts, and the change of what is at rest, per 4×4 block:
    [B,4,ceil(h/4),ceil(w/4)].
    `before` is the last frame's factor."""
    t = TUNING['pyramid']
    height, width = prepared.shape[-2:]
    y, d = prepared[:, :1], difference
    relative = d / (torch.maximum(y, y - d) + 0.02)
    terms = torch.cat([d, d.abs(), y, torch.ones_like(y), relative, relative * relative], 1)
    terms = F.pad(terms, (0, -width % 16, 0, -height % 16))
    fine = F.avg_pool2d(terms, 4) * 16
    middle = F.avg_pool2d(fine, 2) * 4
    coarse = F.avg_pool2d(middle, 2) * 4

    def explained(s):
        pixels, r, r2 = s[:, 3:].split(1, 1)
        return r * r / (pixels * r2 + 1e-9)

    def change(s):
        signed, absolute, luma, pixels = s[:, :4].split(1, 1)
        amount = signed.abs() / (luma + 0.02 * pixels + 1e-6)
        agreement = signed.abs() / (absolute + 1e-6)
        of_all = smoothstep(t['low'], t['high'], amount) * smoothstep(0.6, 0.95, agreement)
        return torch.cat([of_all, of_all * smoothstep(t['sharedLow'], t['sharedHigh'], explained(s))], 1)

    def factor(s):
        signed, _, luma, pixels = s[:, :4].split(1, 1)
        ratio = luma / torch.maximum(luma - signed, 0.01 * pixels + 1e-6)
        return smoothstep(t['followLow'], t['followHigh'], explained(s)), ratio.clamp(0.5, 2)

    up = lambda x, times: F.interpolate(x, scale_factor=times)
    far_share, far = (up(x, 4) for x in factor(coarse))
    near_share, near = (up(x, 2) for x in factor(middle))
    follow = 1 + (far - 1) * far_share
    follow = follow + (near - follow) * near_share
    most = torch.maximum(change(fine), torch.maximum(up(change(middle), 2), up(change(coarse), 4)))
    most, follow = (x[:, :, : -(-height // 4), : -(-width // 4)] for x in (most, follow))
    before = torch.where(reset.view(-1, 1, 1, 1), 1, before)
    one = torch.ones_like(before)
    lasting = torch.clamp(follow, torch.minimum(before, one), torch.maximum(before, one))
    lasting = torch.where((follow - 1) * (before - 1) <= 0, one, lasting)
    return to_half(torch.cat([most[:, :1], follow, lasting, most[:, 1:]], 1))


def sample_shading(shading, x, y):
    """At positions in render pixels."""
    height, width = shading.shape[-2:]
    return sample_linear(shading, (x / 4).clamp(0.5, width - 0.5), (y / 4).clamp(0.5, height - 0.5))
