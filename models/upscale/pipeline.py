"""The analytic upscaler of packages/upscale in PyTorch, a batch of crops at a time, differentiable where it matters.

One function per shader, in the order in which they run: prepare → pyramid → classify → (network) → accumulate → sharpen.
Tensors are [batch, channels, height, width]; h × w is render size, H × W display size. What only steers (motion, masks,
the choice of texels) carries no gradient; colours of history, counts and the network's parameters do. Textures of eight
bits are imitated by rounding; rounding by chance to halves is left out. `check_parity.py` compares all of it with the WGSL.

Left out, since training data has none of it: repair of broken samples, change of exposure, alpha, opaque-only colour,
orthographic and reversed depth, change of render size.
"""

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F

from wgsl import read_tuning

TUNING = read_tuning()
LARGEST = TUNING['color']['largest']
CUBIC = TUNING['filter']['cubic']
TOLERANCE = (0.03, 1e-7)  # params.ts, perspective


@dataclass
class Frame:
    """One frame's inputs. `reset`, `near`, `far`, `exposure` are [B]; motion is uvPrevious − uv."""

    color: torch.Tensor  # [B,3,h,w] linear HDR
    depth: torch.Tensor  # [B,1,h,w] depth buffer, 0 near
    motion: torch.Tensor  # [B,2,h,w]
    reactive: torch.Tensor  # [B,1,h,w]
    jitter: torch.Tensor  # [B,2] render pixels
    reset: torch.Tensor  # [B] bool
    near: torch.Tensor
    far: torch.Tensor
    exposure: torch.Tensor


@dataclass
class State:
    """What one frame leaves to the next."""

    history: torch.Tensor  # [B,4,H,W] Y, Co, Cg, count
    state: torch.Tensor  # [B,2,H,W] lock, half of the log2 of the light's factor + 0.5
    luma: torch.Tensor  # [B,4,h,w]
    nearness: torch.Tensor  # [B,1,h,w] dilated
    feedback: torch.Tensor  # [B,4,h,w] the network's second parameter texture

    def detach(self):
        return State(**{field.name: getattr(self, field.name).detach() for field in fields(self)})


def initial_state(batch, display_size, render_size, device='cpu'):
    """Of a frame before the first; that first one must have `reset`."""

    def zeros(channels, size):
        return torch.zeros(batch, channels, *size, device=device)

    return State(
        history=zeros(4, display_size),
        state=zeros(2, display_size),
        luma=zeros(4, render_size),
        nearness=zeros(1, render_size),
        feedback=zeros(4, render_size) + 0.5,
    )


# --- lib ---------------------------------------------------------------------------------------------------------------


def compress(rgb):
    return rgb / (1 + rgb.amax(1, keepdim=True))


def expand(rgb):
    return rgb / (1 - rgb.amax(1, keepdim=True).clamp(max=LARGEST))


def to_ycocg(rgb):
    r, g, b = rgb.unbind(1)
    return torch.stack([0.25 * r + 0.5 * g + 0.25 * b, 0.5 * (r - b), 0.5 * g - 0.25 * r - 0.25 * b], 1)


def from_ycocg(c):
    y, co, cg = c.unbind(1)
    return torch.stack([y - cg + co, y + cg, y - cg - co], 1)


def to_linear(working, exposure):
    """Linear HDR colour of RGB in working space."""
    return expand(working.clamp(0, LARGEST)) / exposure.view(-1, 1, 1, 1)


def smoothstep(low, high, x):
    t = ((x - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def to_half(x):
    return x.half().float()


def to_bytes(x):
    """Rounds to what eight bits hold; the gradient passes straight through."""
    return x + ((x.detach().clamp(0, 1) * 255).round() / 255 - x.detach())


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
    batch, channels, height, width = x.shape
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


# --- prepare -------------------------------------------------------------------------------------------------------------


def prepare(frame, state):
    """Colour in working space, dilated motion, the scattered nearness, and history where these pixels were."""
    batch, _, height, width = frame.color.shape
    device = frame.color.device
    working = to_ycocg(compress(frame.color.clamp(min=0) * frame.exposure.view(-1, 1, 1, 1)))

    far_nearness = (frame.near / frame.far).view(-1, 1, 1, 1)
    nearness = 1 + (far_nearness - 1) * frame.depth
    nearest, which = neighbours(nearness).max(2, keepdim=True)
    nearest = nearest[:, :, 0]
    opposite = neighbours(nearness).gather(2, 8 - which)[:, :, 0]
    same = nearest - nearness <= 2 * (nearness - opposite).clamp(min=0) + 0.01 * nearness
    to_previous = neighbours(frame.motion).gather(2, which.expand(-1, 2, -1, -1, -1))[:, :, 0]
    to_previous = torch.where(same, frame.motion, to_previous)

    nearest = nearest.clamp(0, 1)

    x, y = pixel_centers(height, width, device)
    u, v = x / width + to_previous[:, 0], y / height + to_previous[:, 1]
    px, py = torch.floor(u * width).long(), torch.floor(v * height).long()
    hit = (px >= 0) & (px < width) & (py >= 0) & (py < height)
    index = torch.where(hit, py * width + px, height * width).flatten(1)
    scattered = torch.zeros(batch, height * width + 1, device=device)
    scattered = scattered.scatter_reduce(1, index, nearest.flatten(1), 'amax')[:, :-1].view(batch, 1, height, width)

    u = u + frame.jitter[:, 0].view(-1, 1, 1) / width
    v = v + frame.jitter[:, 1].view(-1, 1, 1) / height
    past = sample_linear(state.history, u * state.history.shape[-1], v * state.history.shape[-2])
    known = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None] & (past[:, 3:] > 0)
    difference = torch.where(known, working[:, :1] - past[:, :1], 0)
    return {
        'prepared': to_half(working),
        'motion': to_half(to_previous),
        'nearness': to_half(nearest.sqrt()) ** 2,
        'previous_nearness': scattered,
        'difference': to_half(difference),
        'was': (u, v),
        'known': known,
    }


# --- pyramid -------------------------------------------------------------------------------------------------------------


def pyramid(prepared, difference):
    """Change of shading and the factor of the light, per 4×4 block: [B,2,ceil(h/4),ceil(w/4)]."""
    t = TUNING['pyramid']
    height, width = prepared.shape[-2:]
    y, d = prepared[:, :1], difference
    relative = d / (torch.maximum(y, y - d) + 0.02)
    terms = torch.cat([d, d.abs(), y, torch.ones_like(y), relative, relative * relative], 1)
    terms = F.pad(terms, (0, -width % 16, 0, -height % 16))
    fine = F.avg_pool2d(terms, 4) * 16
    middle = F.avg_pool2d(fine, 2) * 4
    coarse = F.avg_pool2d(middle, 2) * 4

    def change(s):
        signed, absolute, luma, pixels = s[:, :4].split(1, 1)
        amount = signed.abs() / (luma + 0.02 * pixels + 1e-6)
        agreement = signed.abs() / (absolute + 1e-6)
        return smoothstep(t['low'], t['high'], amount) * smoothstep(0.6, 0.95, agreement)

    def factor(s):
        signed, _, luma, pixels, r, r2 = s.split(1, 1)
        explained = r * r / (pixels * r2 + 1e-9)
        ratio = luma / torch.maximum(luma - signed, 0.01 * pixels + 1e-6)
        return smoothstep(t['followLow'], t['followHigh'], explained), ratio.clamp(0.5, 2)

    up = lambda x, times: x.repeat_interleave(times, 2).repeat_interleave(times, 3)
    far_share, far = (up(x, 4) for x in factor(coarse))
    near_share, near = (up(x, 2) for x in factor(middle))
    follow = 1 + (far - 1) * far_share
    follow = follow + (near - follow) * near_share
    most = torch.maximum(change(fine), torch.maximum(up(change(middle), 2), up(change(coarse), 4)))
    shading = torch.cat([most, follow], 1)[:, :, : -(-height // 4), : -(-width // 4)]
    return to_half(shading)


def sample_shading(shading, x, y):
    """At positions in render pixels."""
    height, width = shading.shape[-2:]
    return sample_linear(shading, (x / 4).clamp(0.5, width - 0.5), (y / 4).clamp(0.5, height - 0.5))


# --- classify --------------------------------------------------------------------------------------------------------------

BLOCKS_OF_LIKES = [(0, 1, 3, 4), (1, 2, 4, 5), (3, 4, 6, 7), (4, 5, 7, 8)]


def nearer_share(nearness, limit, u, v):
    """How much of the bilinear footprint at (u, v) is nearer than `limit`, in steps: 0…1."""
    height, width = nearness.shape[-2:]
    x, y = u * width - 0.5, v * height - 0.5
    left, top = torch.floor(x), torch.floor(y)
    fx, fy = x - left, y - top
    share = torch.zeros_like(x)
    for i in range(4):
        ox, oy = i & 1, i >> 1
        tx, ty = left.long() + ox, top.long() + oy
        inside = (tx >= 0) & (tx < width) & (ty >= 0) & (ty < height)
        weight = (fx if ox else 1 - fx) * (fy if oy else 1 - fy)
        share = share + torch.where(inside & (gather_texels(nearness, tx, ty)[:, 0] > limit), weight, 0)
    return smoothstep(0.05, 0.6, share)[:, None]


def classify(frame, state, p, shading):
    """The mask [B,4,h,w] (disocclusion, reactive, change, stability) and the luma history to keep."""
    t = TUNING['classify']
    batch, _, height, width = frame.color.shape
    x, y = pixel_centers(height, width, frame.color.device)
    u, v = x / width + p['motion'][:, 0], y / height + p['motion'][:, 1]
    luma = p['prepared'][:, :1]
    spread_out = lambda a: a.expand(batch, height, width)
    block = sample_shading(shading, spread_out(x), spread_out(y))
    block_change, block_factor = block[:, :1], block[:, 1:]

    taps = neighbours(torch.cat([luma, p['difference']], 1))
    l = taps[:, 0]
    d = l - (l - taps[:, 1]) * block_factor
    mean = l.mean(1, keepdim=True)
    past_mean = (l - d).mean(1, keepdim=True)
    second = (l * l + (l - d) ** 2).mean(1, keepdim=True)
    deviation = (second - mean * mean - past_mean * past_mean).clamp(min=0).sqrt() + 0.01 + 0.01 * mean
    drift = smoothstep(t['meanLow'], t['meanHigh'], d.mean(1, keepdim=True).abs() / deviation)
    scattered = smoothstep(t['spreadLow'], t['spreadHigh'], d.abs().mean(1, keepdim=True) / deviation)
    change = torch.maximum(block_change, torch.maximum(drift, scattered))
    flash = F.max_pool2d(F.pad(frame.reactive, (1, 1, 1, 1), mode='replicate'), 3, 1)

    alike = (torch.maximum(l, luma) + 0.01) / (torch.minimum(l, luma) + 0.01) < t['similar']
    above = torch.where(alike, -1e9, l).amax(1, keepdim=True)
    below = torch.where(alike, 1e9, l).amin(1, keepdim=True)
    thin = (luma > above) | (luma < below)
    for block in BLOCKS_OF_LIKES:
        thin = thin & ~alike[:, block].all(1, keepdim=True)

    inside = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None]
    older = gather_texels(state.luma, torch.floor(u * width).long(), torch.floor(v * height).long())
    step = (luma - older[:, :1]).abs()
    back = (luma - older[:, 1:3]).abs().amin(1, keepdim=True)
    flicker = torch.where(step > 0.02, (1 - back / (step + 1e-4)).clamp(0, 1), 0)
    unstable = torch.where(inside, torch.maximum(flicker, older[:, 3:] * 0.85), 0)
    older = torch.where(inside, older, torch.cat([luma, luma, luma, torch.zeros_like(luma)], 1))

    low, high = older[:, :3].amin(1, keepdim=True), older[:, :3].amax(1, keepdim=True)
    h = luma - p['difference']
    news = torch.maximum(luma - high, low - luma)
    news = torch.maximum(news, torch.maximum(h - torch.maximum(high, luma), torch.minimum(low, luma) - h))
    speed = motion_speed(p['motion'], state.history)
    still = 1 - smoothstep(0.02, 0.2, speed)
    calmer = 1 + (smoothstep(t['newsLow'], t['newsHigh'], news / deviation) - 1) * still
    change = torch.where(inside, change * calmer, change)

    limit = p['nearness'][:, 0] * (1 + TOLERANCE[0]) + TOLERANCE[1]
    scattered = nearer_share(p['previous_nearness'], limit, u, v)
    seen = nearer_share(state.nearness, limit + p['nearness'][:, 0] * t['approach'], u, v)
    strange = smoothstep(t['strangeLow'], t['strangeHigh'], p['difference'].abs() / deviation)
    hidden = torch.where(inside, torch.maximum(scattered, seen * strange * (1 - unstable)), 1)
    stable = torch.maximum(thin.float(), unstable) * (1 - hidden)
    mask = to_bytes(torch.cat([hidden, flash, change, stable], 1))
    return mask, to_bytes(torch.cat([luma, older[:, :2], unstable], 1))


def motion_speed(motion, display):
    """Display pixels per frame."""
    height, width = display.shape[-2:]
    return torch.sqrt((motion[:, :1] * width) ** 2 + (motion[:, 1:] * height) ** 2)


# --- features of the network ------------------------------------------------------------------------------------------------


def make_features(frame, state, p, mask):
    """The network's input, [B,16,h,w]: see README.md. Gradients flow through the feedback alone."""
    height, width = frame.color.shape[-2:]
    with torch.no_grad():
        size = state.history.shape
        around = []
        for dx, dy in ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)):
            u, v = p['was'][0] + dx / width, p['was'][1] + dy / height
            around.append(sample_linear(state.history, u * size[3], v * size[2]))
        mean = sum(around) / 4
        known = p['known'] & (mean[:, 3:] > 0)
        luma = torch.where(known, torch.cat([a[:, :1] for a in around], 1) - p['prepared'][:, :1], 0)
        hue = torch.where(known, (mean[:, 1:3] - p['prepared'][:, 1:]).abs().sum(1, keepdim=True), 0)
        count = torch.where(known, mean[:, 3:] / (1 + mean[:, 3:]), 0)
        speed = ((1 + motion_speed(p['motion'], state.history)).log2() / 5).clamp(max=1)
        x, y = pixel_centers(height, width, frame.color.device)
        u, v = x / width + p['motion'][:, 0], y / height + p['motion'][:, 1]
        usable = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None] & (mask[:, :1] <= 0.5)
        px, py = torch.floor(u * width).long(), torch.floor(v * height).long()
    feedback = torch.where(usable, gather_texels(state.feedback[:, 2:], px, py), 0.5)
    return torch.cat([p['prepared'], luma, hue, count, mask, speed, feedback], 1)


# --- accumulate -------------------------------------------------------------------------------------------------------------


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
    padded = F.pad(p['prepared'], (2, 2, 2, 2), mode='replicate')
    taps = torch.stack([gather_texels(padded, tx + i % 3 + 1, ty + i // 3 + 1) for i in range(9)], 2)

    sx, sy = full(px.clamp(0.5, w - 0.5)), full(py.clamp(0.5, h - 0.5))
    m = sample_linear(mask, sx, sy)
    m = torch.cat([(m[:, :1] * TUNING['accumulate']['spill']).clamp(max=1), m[:, 1:]], 1)
    u, v = x / width + motion[:, 0], y / height + motion[:, 1]
    inside = (is_inside(u, v) & ~frame.reset.view(-1, 1, 1))[:, None]
    speed = motion_speed(motion, state.history)
    still = 1 - smoothstep(0.02, 0.2, speed)

    before = sample_linear(state.state, u * width, v * height)
    lock = torch.where(inside, before[:, :1], 0)
    before = torch.exp2(2 * before[:, 1:] - 1)
    light = sample_shading(shading, full(px), full(py))[:, 1:]
    one = torch.ones_like(light)
    lasting = torch.clamp(light, torch.minimum(before, one), torch.maximum(before, one))
    lasting = torch.where((light - 1) * (before - 1) <= 0, one, lasting)
    gain = torch.where(inside, 1 + (light - 1) + (lasting - light) * still, 1)
    light = torch.where(inside, light, 1)
    return {
        'taps': taps,
        'dx': (px - left - 0.5)[:, None],
        'dy': (py - top - 0.5)[:, None],
        'ratio': (width / w, height / h),
        'mask': m,
        'where': (sx, sy),
        'previous': (u * width, v * height),
        'inside': inside,
        'speed': speed,
        'still': still,
        'lock': lock,
        'gain': gain,
        'light': light,
    }


def fetch_past(state, g):
    """History where these display pixels were, lit as now: [B,4,H,W]."""
    past = sample_cubic(state.history.detach(), *g['previous'])
    if state.history.requires_grad:
        # The gradient takes one of the five fetches, at five times the speed.
        smooth = sample_linear(state.history, *g['previous'])
        past = past + (smooth - smooth.detach())
    past = torch.cat([past[:, :3] * g['gain'], past[:, 3:]], 1)
    return torch.where(g['inside'], past, 0)


def clip_factor(extent, distance):
    return (extent / distance.abs().clamp(min=1e-6)).amin(1, keepdim=True).clamp(max=1)


def blend(taps, dx, dy, ratio, past, m, speed, still, lock, parameters):
    """The arithmetic of accumulate.wgsl. `parameters` is [B,7,H,W] (limit, sharpness, 2 × anisotropy, trust, keep, softness) or None
    for the analytic path. Returns history [B,4,H,W] and the lock [B,1,H,W]."""
    t = TUNING['accumulate']
    hidden, reactive, change, stable = m.split(1, 1)
    settledness = (past[:, 3:] / t['settled']).clamp(0, 1) * (1 - hidden)
    calm = still * (1 - change)
    sharpness = t['narrow'] + (t['fine'] - t['narrow']) * calm
    sharpness = sharpness * (t['opening'] + (1 - t['opening']) * settledness)
    briefly = t['longest'] + (t['moving'] - t['longest']) * (speed / 16).clamp(0, 1)
    briefly = briefly * min(2 / max(ratio), 1)
    limit = briefly + (t['resting'] - briefly) * calm

    offsets = torch.tensor([-1.0, 0.0, 1.0], device=taps.device)
    ox = dx - offsets.repeat(3).view(1, 9, 1, 1)
    oy = dy - offsets.repeat_interleave(3).view(1, 9, 1, 1)
    xx, xy, yy = ox * ox, ox * oy, oy * oy
    soft = t['soft']
    if parameters is None:
        far, close = xx + yy, xx * ratio[0] ** 2 + yy * ratio[1] ** 2
    else:
        limit = limit * torch.exp2(6 * (parameters[:, 0:1] - 0.5))
        sharpness = sharpness * torch.exp2(4 * (parameters[:, 1:2] - 0.5))
        ax, ay = 1.8 * (parameters[:, 2:3] - 0.5), 1.8 * (parameters[:, 3:4] - 0.5)
        shrink = 0.95 * torch.rsqrt((ax * ax + ay * ay).clamp(min=0.95**2))
        ax, ay = ax * shrink, ay * shrink
        far = (1 + ax) * xx + 2 * ay * xy + (1 - ax) * yy
        soft = t['soft'] * torch.exp2(4 * (parameters[:, 6:7] - 0.5))
        close = (1 + ax) * xx * ratio[0] ** 2 + 2 * ay * xy * (ratio[0] * ratio[1]) + (1 - ax) * yy * ratio[1] ** 2
    wide_weights = torch.exp2(-soft * far)[:, None]
    near_weights = torch.exp2(-sharpness * close)[:, None]
    wide_sum = wide_weights.sum(2)
    evidence = near_weights.sum(2)
    wide = (taps * wide_weights).sum(2) / wide_sum
    near = (taps * near_weights).sum(2) / evidence.clamp(min=1e-6)
    squares = (taps * taps * wide_weights).sum(2) / wide_sum
    deviation = (squares - wide * wide).clamp(min=1e-12).sqrt()

    earned = stable * torch.exp2(-t['narrow'] * ((dx * ratio[0]) ** 2 + (dy * ratio[1]) ** 2))
    lock = torch.maximum(lock * t['lockKeep'], earned) * (1 - hidden) * (1 - reactive)

    past_count = torch.minimum(past[:, 3:].clamp(min=0), limit)
    count = past_count * (1 - hidden)
    trust = (1 - change) * (1 - reactive) * (1 - hidden) * (count / t['confident']).clamp(0, 1)
    distance = past[:, :3] - wide
    if parameters is None:
        extent = deviation * t['tight'] + t['loose'] * torch.maximum(trust * trust, lock * (1 - change)) + 1e-4
        rectified = wide + distance * clip_factor(extent, distance)
        count = count * (1 - t['changeAgeing'] * change) * (1 - 0.9 * reactive)
    else:
        theta = (trust + 2 * (parameters[:, 4:5] - 0.5)).clamp(0, 1)
        clipped = clip_factor(deviation * t['tight'] + 1e-4, distance)
        rectified = wide + distance * (clipped + (1 - clipped) * theta)
        keep = (1 - hidden) * (1 - t['changeAgeing'] * change) * (1 - 0.9 * reactive)
        count = past_count * (keep + 2 * (parameters[:, 5:6] - 0.5)).clamp(0, 1)

    stand = (t['prior'] - count).clamp(min=0)
    total = count + stand + evidence
    result = (rectified * count + wide * stand + near * evidence) / total
    return torch.cat([result, torch.minimum(total, limit)], 1), lock


# --- sharpen ----------------------------------------------------------------------------------------------------------------


def sharpen(history, amount):
    """RCAS on RGB in working space; `amount` 0…1."""
    c = from_ycocg(history[:, :3]).clamp(0, LARGEST)
    if amount == 0:
        return c
    height, width = c.shape[-2:]
    padded = F.pad(c, (1, 1, 1, 1), mode='replicate')
    at = lambda x, y: padded[:, :, 1 + y : 1 + y + height, 1 + x : 1 + x + width]
    n, w, e, s = at(0, -1), at(-1, 0), at(1, 0), at(0, 1)
    low = torch.minimum(torch.minimum(n, w), torch.minimum(e, s))
    high = torch.maximum(torch.maximum(n, w), torch.maximum(e, s))
    to_zero = low / (4 * high + 1e-5)
    to_one = (1 - high) / (4 * low - 4 - 1e-5)
    room = torch.maximum(-to_zero, to_one).amax(1, keepdim=True)
    lobe = room.clamp(-TUNING['sharpen']['limit'], 0) * amount
    return ((n + w + e + s) * lobe + c) / (4 * lobe + 1)


# --- the whole ----------------------------------------------------------------------------------------------------------------


class Upscaler:
    """Runs frames. `network` maps features to parameters [B,8,h,w] in 0…1; without one the analytic path runs."""

    def __init__(self, network=None, compiled=False):
        self.network = network
        wrap = (lambda f: torch.compile(f, dynamic=False)) if compiled else (lambda f: f)
        self.blend = wrap(blend)

    def step(self, frame, state):
        """The state after this frame (its `history` is the picture, see `sharpen` and `to_linear`), and what led to it."""
        with torch.no_grad():
            detached = state.detach()
            p = prepare(frame, detached)
            shading = pyramid(p['prepared'], p['difference'])
            mask, luma = classify(frame, detached, p, shading)
            g = display_geometry(frame, detached, p, mask, shading)
        parameters, feedback = None, state.feedback
        if self.network is not None:
            predicted = to_bytes(self.network(make_features(frame, state, p, mask)))
            feedback = predicted[:, 4:]
            parameters = sample_linear(predicted[:, :7], *g['where'])
        past = fetch_past(state, g)
        history, lock = self.blend(
            g['taps'], g['dx'], g['dy'], g['ratio'], past, g['mask'], g['speed'], g['still'], g['lock'], parameters
        )
        kept = to_bytes(torch.cat([lock, 0.5 + 0.5 * torch.log2(g['light'])], 1)).detach()
        seen = {'mask': mask, 'shading': shading, 'feedback': feedback, **p}
        return State(history, kept, luma, p['nearness'], feedback), seen
