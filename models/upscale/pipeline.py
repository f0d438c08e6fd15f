"""The analytic upscaler of packages/upscale in PyTorch, a batch of crops at a time, differentiable where it matters.

One function per shader, in the order in which they run: prepare → pyramid → classify → (network) → accumulate → sharpen.
Tensors are [batch, channels, height, width]; h × w is render size, H × W display size. What only steers (motion, masks,
the choice of texels) carries no gradient; colours of history, counts and the network's parameters do. Textures of eight
bits are imitated by rounding; rounding by chance to halves is left out. `check_parity.py` compares all of it with the WGSL.

Left out, since training data has none of it: repair of broken samples, change of exposure, alpha, opaque-only colour,
orthographic and reversed depth, change of render size.
"""

import torch

from models.upscale.passes.accumulate import blend
from models.upscale.passes.classify import classify
from models.upscale.passes.color import to_bytes
from models.upscale.passes.features import look, make_features
from models.upscale.passes.frame import State
from models.upscale.passes.geometry import display_geometry, fetch_past
from models.upscale.passes.prepare import prepare
from models.upscale.passes.pyramid import pyramid
from models.upscale.passes.sampling import sample_linear


def analyse(frame, state):
    """All that carries no gradient: the prepared frame, shading, mask, luma to keep, what the network sees, and what accumulate
    reads."""
    p = prepare(frame, state)
    shading = pyramid(p['prepared'], p['difference'], state.light, frame.reset)
    mask, luma = classify(frame, state, p, shading)
    return p, shading, mask, luma, look(frame, state, p, mask), display_geometry(frame, state, p, mask, shading)


class Upscaler:
    """
    Runs frames. `network` maps features to parameters [B,8,h,w] in 0…1; without one the analytic path runs. `analyse` and
    `blend` may be replaced by compiled ones.
    """

    def __init__(self, network=None):
        self.network, self.analyse, self.blend = network, analyse, blend

    def step(self, frame, state):
        """The state after this frame (its `history` is the picture, see `sharpen` and `to_linear`), and what led to it."""
        with torch.no_grad():
            p, shading, mask, luma, looked, g = self.analyse(frame, state.detach())
        parameters, feedback = None, state.feedback
        if self.network is not None:
            predicted = to_bytes(self.network(make_features(looked, state.feedback)))
            feedback = predicted[:, 4:]
            parameters = sample_linear(predicted[:, :7], *g['where'])
        history, lock = self.blend(
            g['taps'],
            g['dx'],
            g['dy'],
            g['ratio'],
            fetch_past(state.history, g),
            g['mask'],
            g['speed'],
            g['still'],
            g['lock'],
            frame.exposure,
            parameters,
        )
        lock = to_bytes(lock).detach()
        seen = {'mask': mask, 'shading': shading, 'feedback': feedback, **p}
        return State(history, lock, shading[:, 1:2].contiguous(), luma, p['nearness'], p['along'], feedback), seen
