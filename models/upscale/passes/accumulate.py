"""The arithmetic of accumulate.wgsl with both of its libraries `decide`."""

import torch

from models.upscale.passes.color import compression_of, history_exposure, smoothstep
from models.upscale.wgsl import TUNING


def clip_factor(extent, distance):
    return (extent / distance.abs().clamp(min=1e-6)).amin(1, keepdim=True).clamp(max=1)


def blend(taps, dx, dy, ratio, past, m, speed, still, lock, exposure, parameters):
    """The arithmetic of accumulate.wgsl. `parameters` is [B,7,H,W] (limit, sharpness, 2 × anisotropy, trust, keep, softness) or None
    for the analytic path. Returns history [B,4,H,W] and the lock [B,1,H,W]."""
    t = TUNING['accumulate']
    hidden, reactive, change, stable = m.split(1, 1)
    settledness = (past[:, 3:] / t['settled']).clamp(0, 1) * (1 - hidden)
    calm = still * (1 - change)
    sharpness = t['narrow'] + (t['fine'] - t['narrow']) * calm
    sharpness = sharpness * (t['opening'] + (1 - t['opening']) * settledness)
    briefly = t['longest'] + (t['moving'] - t['longest']) * (speed / 16).clamp(0, 1)
    briefly = briefly * (2 / torch.maximum(*ratio)).clamp(max=1)
    limit = briefly + (t['resting'] - briefly) * calm * calm * (1 - 2 * reactive).clamp(min=0)

    offsets = torch.arange(-1.0, 2.0, device=taps.device)
    ox = dx - offsets.repeat(3).view(1, 9, 1, 1)
    oy = dy - offsets.repeat_interleave(3).view(1, 9, 1, 1)
    xx, xy, yy = ox * ox, ox * oy, oy * oy
    soft = t['soft']
    rest = calm * calm * (1 - hidden) * (1 - 3 * reactive).clamp(min=0) * smoothstep(1, 4, past[:, 3:])
    settle = lambda value, least: value + (value.clamp(min=least) - value) * rest
    if parameters is None:
        far, close = xx + yy, xx * ratio[0] ** 2 + yy * ratio[1] ** 2
    else:
        limit = limit * settle(torch.exp2(3 * (parameters[:, 0:1] - 0.5)), 1)
        sharpness = sharpness * torch.exp2(4 * (parameters[:, 1:2] - 0.5))
        ax, ay = 1.8 * (parameters[:, 2:3] - 0.5), 1.8 * (parameters[:, 3:4] - 0.5)
        shrink = 0.95 * torch.rsqrt((ax * ax + ay * ay).clamp(min=0.95**2))
        ax, ay = ax * shrink, ay * shrink
        far = (1 + ax) * xx + 2 * ay * xy + (1 - ax) * yy
        soft = t['soft'] * torch.exp2(4 * (parameters[:, 6:7] - 0.5))
        close = (1 + ax) * xx * ratio[0] ** 2 + 2 * ay * xy * (ratio[0] * ratio[1]) + (1 - ax) * yy * ratio[1] ** 2
    exposure = exposure.view(-1, 1, 1, 1)
    anchoring = history_exposure(exposure) / exposure
    caution = (1 - calm) * (1 - 1 / exposure.clamp(max=t['cautious']))
    compression = compression_of(taps)
    taps = taps * (anchoring[:, None] / (1 + (anchoring[:, None] - 1) * compression))
    wide_weights = torch.exp2(-soft * far)[:, None]
    near_weights = torch.exp2(-sharpness * close)[:, None]
    wide_full = wide_weights.sum(2)
    evidence = near_weights.sum(2)
    careful = 1 - caution[:, None] * compression
    wide_weights, near_weights = wide_weights * careful, near_weights * careful
    wide_sum, near_sum = wide_weights.sum(2), near_weights.sum(2)
    wide = (taps * wide_weights).sum(2) / wide_sum
    near = (taps * near_weights).sum(2) / near_sum.clamp(min=1e-6)
    squares = (taps * taps * wide_weights).sum(2) / wide_sum
    deviation = (squares - wide * wide).clamp(min=1e-12).sqrt()

    earned = stable * torch.exp2(-t['narrow'] * ((dx * ratio[0]) ** 2 + (dy * ratio[1]) ** 2))
    lock = torch.maximum(lock * t['lockKeep'], earned) * (1 - hidden) * (1 - reactive)

    past_count = torch.minimum(past[:, 3:].clamp(min=0), limit)
    count = past_count * (1 - hidden)
    trust = (1 - change) * (1 - 3 * reactive).clamp(min=0) * (1 - hidden) * (count / t['confident']).clamp(0, 1)
    distance = past[:, :3] - wide
    stray = (distance[:, 1:].abs() - t['hueTight'] * deviation[:, 1:]).amax(1, keepdim=True) - distance[:, :1].abs()
    exposing = 1 / anchoring
    stray = stray * exposing / (1 + (exposing - 1) * compression_of(past[:, :3]))
    same_hue = 1 - smoothstep(t['hueLow'], t['hueHigh'], stray)
    if parameters is None:
        extent = (
            deviation * t['tight'] + t['loose'] * torch.maximum(trust * trust, lock * (1 - change)) * same_hue + 1e-4
        )
        rectified = wide + distance * clip_factor(extent, distance)
        count = count * (1 - t['changeAgeing'] * change) * (1 - 0.9 * reactive)
    else:
        lumas = past[:, :1], wide[:, :1]
        contrast = 1 - torch.minimum(*lumas) / torch.maximum(*lumas).clamp(min=1e-4)
        far_apart = smoothstep(0.75, 0.95, contrast) * (3 * trust * trust).clamp(max=1)
        theta = torch.maximum((trust + settle(2 * (parameters[:, 4:5] - 0.5), 1)).clamp(0, 1), far_apart) * same_hue
        clipped = clip_factor(deviation * t['tight'] + 1e-4, distance)
        rectified = wide + distance * (clipped + (1 - clipped) * theta)
        keep = (1 - hidden) * (1 - t['changeAgeing'] * change) * (1 - 0.9 * reactive)
        count = past_count * (keep + settle(2 * (parameters[:, 5:6] - 0.5), 0)).clamp(0, 1)

    count = count * same_hue
    stand = (t['prior'] - count).clamp(min=0)
    total = count + stand + evidence
    shares = [count * (1 - caution * compression_of(rectified)), stand * wide_sum / wide_full, near_sum]
    result = (rectified * shares[0] + wide * shares[1] + near * shares[2]) / sum(shares)
    return torch.cat([result, torch.minimum(total, limit)], 1), lock
