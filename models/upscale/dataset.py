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
        self.exposure = exposure_of(self.color[0])

    def flip(self, axis):
        """Mirrors left and right (axis 0) or top and bottom (1)."""
        plane = 3 - axis
        for name in ('color', 'depth', 'reactive', 'reference', 'motion'):
            setattr(self, name, getattr(self, name).flip(plane))
        self.motion[:, axis] *= -1
        self.jitter = self.jitter.clone()
        self.jitter[:, axis] *= -1
        return self

    def transpose(self):
        """Swaps rows and columns."""
        for name in ('color', 'depth', 'reactive', 'reference', 'motion'):
            setattr(self, name, getattr(self, name).transpose(2, 3))
        self.motion, self.jitter = self.motion.flip(1), self.jitter.flip(1)
        return self

    def paint(self, channels, gain):
        """Other hues (the colour channels in another order) and other light."""
        self.color, self.reference = self.color[:, channels] * gain, self.reference[:, channels] * gain
        self.exposure /= gain
        return self


def exposure_of(color):
    """What auto-exposure settles at for a picture [3,h,w]: the mean log luma of what is not black becomes middle grey."""
    exposure = torch.tensor(1.0)
    limits = TUNING['pyramid']
    for _ in range(20):
        luma = to_ycocg(compress(color[None].clamp(min=0) * exposure))[:, 0]
        weight = smoothstep(limits['black'], limits['seen'], luma)
        logs = (luma / (1 - luma).clamp(min=1 / 2048)).clamp(min=1e-5).log2()
        known = TUNING['exposure']['prior'] * luma.numel()
        mean = ((weight * logs).sum() + known * (MIDDLE_GREY * exposure).log2()) / (weight.sum() + known)
        exposure = (exposure * MIDDLE_GREY / torch.exp2(mean)).clamp(1e-4, 64)
    return float(exposure)


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
