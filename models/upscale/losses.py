"""What training minimises, in the display space that tests/quality measures in."""

import torch

from pipeline import sharpen, to_linear

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


def segment_loss(pictures, references, ages, temporal_weight=0.6):
    """
    pictures, references: lists of [B,3,H,W]; the first of each is the frame before the segment (or None at a start).
    ages: list of [B], frames since the last reset, for all but that first. Young history can't be good yet and weighs less.
    """
    total, weights = 0, 0
    for i, age in enumerate(ages, start=1):
        error = pictures[i] - references[i]
        weight = torch.where(age == 0, 0.3, torch.where(age == 1, 0.6, 1.0))
        loss = fidelity(error)
        if pictures[i - 1] is not None:
            step = error - (pictures[i - 1] - references[i - 1])
            loss = loss + temporal_weight * fidelity(step) * (age > 0)
        total = total + (loss * weight).sum()
        weights = weights + weight.sum()
    return total / weights
