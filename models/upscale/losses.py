"""What training minimises, in the display space that tests/quality measures in."""

import torch
import torch.nn.functional as F

from models.upscale.passes.color import to_linear
from models.upscale.passes.sharpen import sharpen

SHARPNESS = 0.2  # the upscaler's default: what is trained is what is seen


def present(linear):
    """Narkowicz's fit of ACES and the sRGB curve, as tests/quality/engine/present.wgsl, without rounding to 8 bits."""
    x = linear.clamp(0, 65504)
    x = ((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0, 1)
    return torch.where(x <= 0.0031308, 12.92 * x, 1.055 * x.clamp(min=0.0031308) ** (1 / 2.4) - 0.055)


def shown(history, exposure, sharpness=SHARPNESS):
    """The picture that a state of the pipeline shows."""
    return present(to_linear(sharpen(history, sharpness), exposure))


def fidelity(error):
    """Of each picture of a batch: mean absolute error, and the logarithm of the mean square error, which is PSNR."""
    error = error.flatten(1)
    return 4 * error.abs().mean(1) + 0.25 * torch.log(error.square().mean(1) + 3e-5)


def balance(error):
    """Of each picture: what blocks of 12×12 pixels gain or lose of their light, which L1 alone would let small lights do."""
    return 2 * F.avg_pool2d(error, 12).flatten(1).abs().mean(1)


def frame_loss(history, exposure, reference, before, age, temporal_weight=0.25):
    """
    The loss of a frame and its weight, summed over the batch, and the error [B,3,H,W] for the next frame's `before`.
    `age` [B] counts frames since the last reset: young history can't be good yet and weighs less, and at 0 there is no frame
    before.
    """
    error = shown(history, exposure) - present(reference)
    weight = torch.where(age == 0, 0.3, torch.where(age == 1, 0.6, 1.0))
    loss = fidelity(error) + balance(error) + temporal_weight * fidelity(error - before) * (age > 0)
    return (loss * weight).sum(), weight.sum(), error
