"""prepare.wgsl: working space, the motion to use, and the difference to history."""

import torch

from models.upscale.passes.color import compress, history_exposure, reexposed, to_half, to_ycocg
from models.upscale.passes.sampling import is_inside, motion_speed, neighbours, pixel_centers, sample_linear


def prepare(frame, state):
    """Colour in working space, dilated motion, the scattered nearness, and history where these pixels were.

    The motion that prepare.wgsl keeps of thin things before what is at rest is left out: cameras move in nearly all of the data.
    """
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

    along = motion_speed(frame.motion - to_previous, state.history) < 0.1

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
    seen = reexposed(past[:, :3], (frame.exposure / history_exposure(frame.exposure)).view(-1, 1, 1, 1))
    difference = torch.where(known, working[:, :1] - seen[:, :1], 0)
    return {
        'prepared': to_half(working),
        'motion': to_half(to_previous),
        'nearness': to_half(nearest.sqrt()) ** 2,
        'along': along,
        'previous_nearness': scattered,
        'difference': to_half(difference),
        'was': (u, v),
        'known': known,
    }
