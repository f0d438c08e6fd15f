"""Trains the network that colours black-and-white video.

    python -m models.video.train_colour --data DATA --out DIR [--minutes N] [--resume] [--begin FOLDER]

DATA is a folder of colour_data.py. Beside what models/shared/training.py writes there is strip.png (grey, coloured, original).
"""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.shared.options import Defaults, parser_of
from models.shared.training import Run, start
from models.video.colour_data import Frames
from models.video.colour_network import ColourNetwork, chroma_of, to_frame
from models.video.network import luma_of
from models.video.recipe import VideoRecipe, begun

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


class ColourRecipe(VideoRecipe):
    without = 'grey'

    def __init__(self, options, device):
        super().__init__(options, begun(ColourNetwork(), options), 'colour', device)

    def begin(self, run):
        super().begin(run)
        self.frames = Frames(Path(self.options.data) / 'colour-train.npz', self.device)

    def losses(self, run):
        return {'loss': loss_of(self.trained, *self.frames.batch(self.options.batch, self.generator))}

    def baselines(self):
        self.validation = Frames(Path(self.options.data) / 'colour-validation.npz', self.device)
        return super().baselines()

    def evaluate_exported(self, network, out):
        if network:
            strip(network, self.validation, out / 'strip.png')
        return measure(network, self.validation)


def main():
    options = parser_of(__doc__, Defaults(minutes=15, batch=6, rate=0.01, evaluate_every=1.5)).parse_args()
    team = start(options)
    Run(options, team, ColourRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
