"""Reading textures [B,C,h,w] as shaders do."""

import torch
import torch.nn.functional as F

from models.upscale.wgsl import TUNING

CUBIC = TUNING['filter']['cubic']


def sample_linear(texture, x, y):
    """Bilinear, clamped to the edge; x and y in texels, texel i's centre at i + 0.5."""
    height, width = texture.shape[-2:]
    grid = torch.stack([x * (2 / width) - 1, y * (2 / height) - 1], -1)
    return F.grid_sample(texture, grid, mode='bilinear', padding_mode='border', align_corners=False)


def sample_cubic(texture, x, y):
    """filter.wgsl: a cubic by five bilinear fetches, done as one."""

    def axis(position):
        center = torch.floor(position - 0.5) + 0.5
        f = position - center
        w0 = CUBIC * f * (1 + f * (f - 2))
        w1 = 1 + f * f * ((CUBIC + 2) * f - (CUBIC + 3))
        w3 = CUBIC * f * f * (1 - f)
        w12 = 1 - w0 - w3
        return center - 1, center + (w12 - w1) / w12, center + 2, w0, w12, w3

    xa, xb, xc, x0, x12, x3 = axis(x)
    ya, yb, yc, y0, y12, y3 = axis(y)
    weights = torch.stack([x12 * y12, x12 * y0, x12 * y3, x0 * y12, x3 * y12], 1)
    weights = weights / weights.sum(1, keepdim=True)
    taps = sample_linear(texture, torch.cat([xb, xb, xb, xa, xc], 1), torch.cat([yb, ya, yc, yb, yb], 1))
    batch, channels = texture.shape[:2]
    return (taps.view(batch, channels, 5, *x.shape[1:]) * weights[:, None]).sum(2)


def neighbours(x):
    """The 3×3 neighbourhood, clamped to the edge: [B,C,9,h,w], row by row."""
    _batch, _channels, height, width = x.shape
    padded = F.pad(x, (1, 1, 1, 1), mode='replicate')
    taps = [padded[:, :, i // 3 : i // 3 + height, i % 3 : i % 3 + width] for i in range(9)]
    return torch.stack(taps, 2)


def pixel_centers(height, width, device):
    """x [1,1,W] and y [1,H,1] of texel centres."""
    x = torch.arange(width, device=device, dtype=torch.float32) + 0.5
    y = torch.arange(height, device=device, dtype=torch.float32) + 0.5
    return x.view(1, 1, -1), y.view(1, -1, 1)


def is_inside(u, v):
    return (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)


def gather_texels(texture, x, y):
    """textureLoad at integer coordinates [B,...]; clamped to the texture."""
    height, width = texture.shape[-2:]
    index = (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)).flatten(1)
    flat = texture.flatten(2)
    return flat.gather(2, index[:, None].expand(-1, flat.shape[1], -1)).view(*texture.shape[:2], *x.shape[1:])


def motion_speed(motion, display):
    """Display pixels per frame."""
    height, width = display.shape[-2:]
    return torch.sqrt((motion[:, :1] * width) ** 2 + (motion[:, 1:] * height) ** 2)
