"""classify.wgsl: what is uncovered, reactive, changing, unstable."""

import torch
import torch.nn.functional as F

from models.upscale.passes.color import smoothstep, to_bytes
from models.upscale.passes.pyramid import sample_shading
from models.upscale.passes.sampling import gather_texels, is_inside, motion_speed, neighbours, pixel_centers
from models.upscale.wgsl import TUNING

TOLERANCE = (0.03, 1e-7)  # params.ts, perspective
BLOCKS_OF_LIKES = [(0, 1, 3, 4), (1, 2, 4, 5), (3, 4, 6, 7), (4, 5, 7, 8)]


def nearer_shares(nearness, limit, u, v):
    """How much of the bilinear footprint at (u, v) is nearer than `limit`, in steps: 0…1, for each channel."""
    height, width = nearness.shape[-2:]
    x, y = u * width - 0.5, v * height - 0.5
    left, top = torch.floor(x), torch.floor(y)
    fx, fy = x - left, y - top
    share = torch.zeros_like(nearness)
    for i in range(4):
        ox, oy = i & 1, i >> 1
        tx, ty = left.long() + ox, top.long() + oy
        inside = (tx >= 0) & (tx < width) & (ty >= 0) & (ty < height)
        weight = (fx if ox else 1 - fx) * (fy if oy else 1 - fy)
        nearer = inside[:, None] & (gather_texels(nearness, tx, ty) > limit)
        share = share + torch.where(nearer, weight[:, None], 0)
    return smoothstep(0.05, 0.6, share)


def classify(frame, state, p, shading):
    """The mask [B,4,h,w] (disocclusion, reactive, change, stability) and the luma history to keep."""
    t = TUNING['classify']
    batch, _, height, width = frame.color.shape
    x, y = pixel_centers(height, width, frame.color.device)
    u, v = x / width + p['motion'][:, 0], y / height + p['motion'][:, 1]
    luma = p['prepared'][:, :1]
    spread_out = lambda a: a.expand(batch, height, width)
    block = sample_shading(shading, spread_out(x), spread_out(y))
    block_change, block_factor, _, block_at_rest = block.split(1, 1)
    still = 1 - smoothstep(0.02, 0.2, motion_speed(p['motion'], state.history))

    taps = neighbours(torch.cat([luma, p['difference']], 1))
    now = taps[:, 0]
    d = now - (now - taps[:, 1]) * block_factor
    mean = now.mean(1, keepdim=True)
    past_mean = (now - d).mean(1, keepdim=True)
    second = (now * now + (now - d) ** 2).mean(1, keepdim=True)
    deviation = (second - mean * mean - past_mean * past_mean).clamp(min=0).sqrt() + 0.01 + 0.01 * mean
    drift = smoothstep(t['meanLow'], t['meanHigh'], d.mean(1, keepdim=True).abs() / deviation)
    scattered = smoothstep(t['spreadLow'], t['spreadHigh'], d.abs().mean(1, keepdim=True) / deviation)
    block_change = block_change + (block_at_rest - block_change) * still
    change = torch.maximum(block_change, torch.maximum(drift, scattered))
    flash = F.max_pool2d(F.pad(frame.reactive, (1, 1, 1, 1), mode='replicate'), 3, 1)

    alike = (torch.maximum(now, luma) + 0.01) / (torch.minimum(now, luma) + 0.01) < t['similar']
    above = torch.where(alike, -1e9, now).amax(1, keepdim=True)
    below = torch.where(alike, 1e9, now).amin(1, keepdim=True)
    thin = (luma > above) | (luma < below)
    for block in BLOCKS_OF_LIKES:
        # Slices: a list of indices would be copied from the host, which a CUDA graph cannot record.
        a, b, c, d = (alike[:, i : i + 1] for i in block)
        thin = thin & ~(a & b & c & d)

    inside = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None]
    older = gather_texels(state.luma, torch.floor(u * width).long(), torch.floor(v * height).long())
    step = (luma - older[:, :1]).abs()
    back = (luma - older[:, 1:3]).abs().amin(1, keepdim=True)
    flicker = torch.where(step > 0.02, (1 - back / (step + 1e-4)).clamp(0, 1), 0)
    passed = torch.where(inside, (2 * older[:, 3:] - 1).clamp(min=0), 0)
    was_unstable = torch.where(older[:, 3:] > 0.5, 0, 2 * older[:, 3:])
    alone = 1 - (4 * torch.maximum(flash, passed)).clamp(max=1)
    unstable = torch.where(inside, torch.maximum(flicker, was_unstable * 0.85) * alone, 0)
    older = torch.where(inside, older, torch.cat([luma, luma, luma, torch.zeros_like(luma)], 1))

    low, high = older[:, :3].amin(1, keepdim=True), older[:, :3].amax(1, keepdim=True)
    h = luma - p['difference']
    news = torch.maximum(luma - high, low - luma)
    news = torch.maximum(news, torch.maximum(h - torch.maximum(high, luma), torch.minimum(low, luma) - h))
    is_news = smoothstep(t['newsLow'], t['newsHigh'], news / deviation) * (1 - unstable)
    calmer = 1 + (is_news - 1) * still
    change = torch.where(inside, change * calmer, change)

    limit = p['nearness'] * (1 + TOLERANCE[0]) + TOLERANCE[1]
    seen_limit = limit + p['nearness'] * t['approach']
    apart, along = torch.where(state.along, 0, state.nearness), torch.where(state.along, state.nearness, 0)
    nearness = torch.cat([p['previous_nearness'], apart, along], 1)
    shares = nearer_shares(nearness, torch.cat([limit, seen_limit, seen_limit], 1), u, v)
    scattered, seen_apart, seen_along = shares.split(1, 1)
    stray = p['difference'].abs() / deviation
    strange = smoothstep(t['strangeLow'], t['strangeHigh'], stray)
    left = smoothstep(t['strangeLow'], t['strangeHigh'], torch.minimum(stray, step / deviation))
    seen = torch.maximum(seen_apart * strange, seen_along * left * (1 - still * alone))
    hidden = torch.where(inside, torch.maximum(scattered, seen * (1 - unstable)), 1)
    stable = torch.maximum(thin.float(), unstable) * (1 - hidden)
    mask = to_bytes(torch.cat([hidden, torch.maximum(flash, passed), change, stable], 1))
    kept = 0.5 * torch.where(flash > 0.01, 1 + flash, unstable)
    return mask, to_bytes(torch.cat([luma, older[:, :2], kept], 1))
