"""Trains the network that colours black-and-white video.

    python train_colour.py --data DATA --out DIR [--budget MINUTES] [--resume] [--device cpu|cuda]

DATA is a folder of colour_data.py. Beside what runs.py writes there is strip.png (grey, coloured, original).
"""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from colour_data import Frames
from colour_network import ColourNetwork, chroma_of, to_frame
from network import luma_of
from runs import Run, parser_of

COLOURFUL = 2.0  # how much more a saturated pixel counts: most of a picture is nearly grey


def loss_of(network, frame, chroma):
    error = network(frame)[:, :2] - chroma
    weight = 1 + COLOURFUL * chroma.norm(dim=1, keepdim=True)
    return (weight * (error.square() + 1e-4).sqrt()).mean()


def to_rgb(luma, chroma):
    """R'G'B' of luma and chroma, not clamped."""
    cb, cr = chroma[:, :1], chroma[:, 1:]
    return luma + torch.cat([1.5748 * cr, -0.1873 * cb - 0.4681 * cr, 1.8556 * cb], 1)


@torch.no_grad()
def measure(network, frames, every=4):
    """PSNR of chroma (peak 1), and mean chroma relative to the original's; without a network, of grey."""
    squares, amounts, wanted_amounts = [], 0.0, 0.0
    for rgb in frames.frames[::every].split(8):
        rgb = rgb.float() / 255
        wanted = chroma_of(rgb)
        got = network(to_frame(luma_of(rgb)))[:, :2] if network else torch.zeros_like(wanted)
        squares += (got - wanted).square().flatten(1).mean(1).tolist()
        amounts += float(got.norm(dim=1).sum())
        wanted_amounts += float(wanted.norm(dim=1).sum())
    return {'psnr': float(-10 * np.log10(np.mean(squares))), 'colourfulness': amounts / wanted_amounts}


@torch.no_grad()
def strip(network, frames, path, rows=6):
    pick = np.linspace(0, len(frames) - 1, rows).astype(int)
    rgb = frames.frames[pick].float() / 255
    luma = luma_of(rgb)
    columns = [luma.expand_as(rgb), to_rgb(luma, network(to_frame(luma))[:, :2]), rgb]
    image = torch.cat([torch.cat(list(column), 1) for column in columns], 2).clamp(0, 1).permute(1, 2, 0)
    Image.fromarray((image.cpu().numpy() * 255).round().astype(np.uint8)).save(path)


def main():
    options = parser_of(__doc__, budget=15, batch=6).parse_args()

    def evaluate(exported, out):
        if exported:
            strip(exported, validation, out / 'strip.png')
        return measure(exported, validation)

    run = Run(options, ColourNetwork, evaluate, 'grey')
    train, validation = (Frames(Path(options.data) / f'colour-{split}.npz', run.team.device) for split in ('train', 'validation'))
    run.train(lambda network, generator, _: loss_of(network, *train.batch(options.batch, generator)))


if __name__ == '__main__':
    main()
