"""sharpen.wgsl: RCAS."""

import torch
import torch.nn.functional as F

from models.upscale.passes.color import LARGEST, from_ycocg
from models.upscale.wgsl import TUNING


def sharpen(history, amount):
    """RCAS on RGB in working space; `amount` 0…1."""
    c = from_ycocg(history[:, :3]).clamp(max=LARGEST)
    if amount == 0:
        return c.clamp(min=0)
    height, width = c.shape[-2:]
    padded = F.pad(c, (1, 1, 1, 1), mode='replicate')
    at = lambda x, y: padded[:, :, 1 + y : 1 + y + height, 1 + x : 1 + x + width]
    around = [at(0, -1), at(-1, 0), at(1, 0), at(0, 1)]
    c = (c + sum(tap.clamp(max=0) for tap in around)).clamp(min=0)
    n, w, e, s = (tap.clamp(min=0) for tap in around)
    low = torch.minimum(torch.minimum(n, w), torch.minimum(e, s))
    high = torch.maximum(torch.maximum(n, w), torch.maximum(e, s))
    to_zero = low / (4 * high + 1e-5)
    to_one = (1 - high) / (4 * low - 4 - 1e-5)
    room = torch.maximum(-to_zero, to_one).amax(1, keepdim=True)
    lobe = room.clamp(-TUNING['sharpen']['limit'], 0) * amount
    return ((n + w + e + s) * lobe + c) / (4 * lobe + 1)
