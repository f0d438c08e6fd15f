"""Training sequences as batches of frames for pipeline.py."""

import numpy as np
import torch

from models.upscale.passes.color import compress, smoothstep, to_ycocg
from models.upscale.passes.frame import Frame
from models.upscale.wgsl import TUNING

MIDDLE_GREY = TUNING['exposure']['middleGrey']


class Clip:
    """Consecutive frames of a crop: `inputs` per frame [3+1+2+1,h,w], `reference` [T,3,H,W], jitter, reset, exposure."""

    def __init__(self, sequence, start, count, ratio, top=0, left=0, height=None, width=None):
        window = sequence.window(start, count, ratio, top, left, height, width)
        planes = lambda a: torch.from_numpy(np.ascontiguousarray(np.moveaxis(a, -1, 1)))
        self.color = planes(window['color'])
        self.depth = torch.from_numpy(window['depth'])[:, None]
        self.reactive = torch.from_numpy(window['reactive'])[:, None]
        self.reference = planes(window['reference'])
        self.jitter = torch.from_numpy(window['jitter'])
        self.reset = torch.from_numpy(window['cut'])
        self.reset[0] = True
        # Motion is in units of the whole picture; the crop is one of its own.
        scale = torch.tensor(
            [sequence.width / (width or sequence.width), sequence.height / (height or sequence.height)]
        )
        self.motion = planes(window['motion']) * scale.view(1, 2, 1, 1)
        self.near, self.far = sequence.near, sequence.far
        self.exposure = float(exposures_of(self.color[:1]))


def exposures_of(colors):
    """What auto-exposure settles at for each of the pictures [N,3,h,w]: the mean log luma of what is not black becomes middle grey."""
    exposure = torch.ones(len(colors), 1, 1, device=colors.device)
    limits = TUNING['pyramid']
    known = TUNING['exposure']['prior'] * colors[0, 0].numel()
    for _ in range(20):
        luma = to_ycocg(compress(colors.clamp(min=0) * exposure[:, None]))[:, 0]
        weight = smoothstep(limits['black'], limits['seen'], luma)
        logs = (luma / (1 - luma).clamp(min=1 / 2048)).clamp(min=1e-5).log2()
        total = lambda x: x.sum((1, 2), keepdim=True)
        mean = (total(weight * logs) + known * (MIDDLE_GREY * exposure).log2()) / (total(weight) + known)
        exposure = (exposure * MIDDLE_GREY / torch.exp2(mean)).clamp(1e-4, 64)
    return exposure.flatten()


def decode_colors(words, channels=None, gain=None):
    """Linear RGB [N,3,h,w] of shared-exponent words, int32 [N,h,w]; `channels` [N,3] in another order, times `gain` [N]."""
    order = torch.arange(3, device=words.device).view(1, 3) if channels is None else channels
    mantissas = (words[:, None] >> (9 * order).view(-1, 3, 1, 1).int()) & 511
    scale = torch.exp2(((words >> 27) & 31) - 24.0)
    return mantissas * (scale if gain is None else scale * gain.view(-1, 1, 1))[:, None]


def decode_depths(levels, near, far):
    """The depth buffer [N,h,w], 0 near, of logarithmic levels, int16 [N,h,w]; `near` and `far` are [N]."""
    near, far, levels = near.view(-1, 1, 1), far.view(-1, 1, 1), levels.int() & 0xFFFF
    distance = near * torch.exp2((far / near).log2() * (levels / 65534))
    depth = (far - near * far / distance) / (far - near)
    return torch.where(levels == 65535, 1.0, depth)


def frame_of(clips, index, device='cpu'):
    """The frame `index` of several clips of one size, and its reference [B,3,H,W]."""
    stack = lambda name: torch.stack([getattr(clip, name)[index] for clip in clips]).to(device)
    number = lambda name: torch.tensor([getattr(clip, name) for clip in clips], device=device)
    frame = Frame(
        color=stack('color'),
        depth=stack('depth'),
        motion=stack('motion'),
        reactive=stack('reactive'),
        jitter=stack('jitter'),
        reset=stack('reset'),
        near=number('near'),
        far=number('far'),
        exposure=number('exposure'),
    )
    return frame, stack('reference')
