"""Trains a network that enlarges video by 2.

    python -m models.video.train --data DATA --out DIR [--tier small|medium|large] [--minutes N] [--resume] [--begin FOLDER]
    torchrun --nproc-per-node 2 -m models.video.train …          several processes, GPUs or machines

DATA is a folder of prepare.py. Beside what models/shared/training.py writes there is strip.png (bicubic, learned, original of
clean pictures, then of badly treated ones).
"""

from pathlib import Path

import torch
import torch.nn.functional as F

from models.shared.options import Defaults, parser_of
from models.shared.training import Run, start
from models.video.dataset import Patches, draw_treatment
from models.video.evaluate import measure_patches, strip
from models.video.network import TIERS, Network, enlarge
from models.video.recipe import VideoRecipe, begun

BORDER, BORDER_WEIGHT = 8, 0.15  # output pixels along a crop's border, which is far more common in training than in use
TEMPORAL_WEIGHT = 1.0


def loss_of(network, small, luma, level, frames):
    """The fidelity of every picture, and where crops come as two frames, of the difference that the viewer sees between them."""
    error = enlarge(network, small, level) - luma
    loss = fidelity(error)
    if frames == 2:
        loss = loss + TEMPORAL_WEIGHT * fidelity(error[1::2] - error[::2])
    return loss


def fidelity(error):
    """Mean absolute error, and the logarithm of every crop's mean square error, which is its PSNR."""
    weight = F.pad(torch.ones_like(error[:, :, BORDER:-BORDER, BORDER:-BORDER]), (BORDER,) * 4, value=BORDER_WEIGHT)
    weight = weight / weight.mean()
    square = (error.square() * weight).flatten(1).mean(1)
    return (error.abs() * weight).mean() + 0.01 * torch.log(square + 2e-5).mean()


class EnlargingRecipe(VideoRecipe):
    without = 'bicubic'

    def __init__(self, options, device):
        super().__init__(options, begun(Network(options.tier, options.shape), options), options.tier, device)

    def begin(self, run):
        super().begin(run)
        self.patches = Patches(Path(self.options.data) / 'train.npz', self.device)

    def losses(self, run):
        options, frames = self.options, 1 + run.step % 2  # single pictures and pairs of frames in turn
        # One level for a step, the same in all processes: weights are then what lies there between their ends.
        generator = torch.Generator().manual_seed(options.seed * 1_000_003 + run.step)
        rendition, self.level = draw_treatment(frames, generator)
        small, luma = self.patches.crops(options.batch // frames, options.crop, self.generator, rendition, frames)
        return {'loss': loss_of(self.trained, small, luma, self.level, frames)}

    def baselines(self):
        self.validation = Patches(Path(self.options.data) / 'validation.npz', self.device, 96)
        return super().baselines()

    def evaluate_exported(self, network, out):
        if network:
            strip(network, self.validation, out / 'strip.png')
        return measure_patches(network, self.validation)


def main():
    parser = parser_of(__doc__, Defaults(minutes=30, batch=8, rate=0.01, evaluate_every=1.5))
    parser.add_argument('--tier', choices=list(TIERS), default='small')
    parser.add_argument('--shape', type=int, nargs=2, metavar=('CHANNELS', 'DEPTH'), help="instead of the tier's")
    parser.add_argument('--crop', type=int, default=48, help='input pixels')
    options = parser.parse_args()
    team = start(options)
    Run(options, team, EnlargingRecipe(options, team.device)).train()


if __name__ == '__main__':
    main()
