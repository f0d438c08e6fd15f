"""Trains a network that enlarges video by 2.

    python train.py --data DATA --out DIR [--tier small|medium|large] [--budget MINUTES] [--resume] [--device cpu|cuda]
    torchrun --nproc-per-node 2 train.py …          several processes, GPUs or machines

DATA is a folder of prepare.py. Beside what runs.py writes there is strip.png (bicubic, learned, original of clean pictures, then
of badly treated ones).
"""

from pathlib import Path

import torch
import torch.nn.functional as F

from dataset import Patches, draw_treatment
from evaluate import load_network, measure_patches, strip
from network import TIERS, Network, enlarge
from runs import Run, parser_of

BORDER, BORDER_WEIGHT = 8, 0.15  # output pixels along a crop's border, which is far more common in training than in use
TEMPORAL_WEIGHT = 1.0


def parse_arguments():
    parser = parser_of(__doc__, budget=30, batch=8)
    parser.add_argument('--tier', choices=list(TIERS), default='small')
    parser.add_argument('--shape', type=int, nargs=2, metavar=('CHANNELS', 'DEPTH'), help="instead of the tier's")
    parser.add_argument('--crop', type=int, default=48, help='input pixels')
    parser.add_argument('--begin', metavar='FOLDER', help='of another run or a shipped network of this shape, whose weights to begin with')
    return parser.parse_args()


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


def main():
    options = parse_arguments()

    def make():
        network = Network(options.tier, options.shape)
        if options.begin:
            network.load_tensors(load_network(options.begin).tensors)
        return network

    def evaluate(exported, out):
        if exported:
            strip(exported, validation, out / 'strip.png')
        return measure_patches(exported, validation)

    run = Run(options, make, evaluate, 'bicubic')
    validation = Patches(Path(options.data) / 'validation.npz', run.team.device, 96)
    patches = Patches(Path(options.data) / 'train.npz', run.team.device)

    def step(network, generator, index):
        frames = 1 + index % 2  # single pictures and pairs of frames in turn
        # One level for a step, the same in all processes: weights are then what lies there between their ends.
        rendition, level = draw_treatment(frames, torch.Generator().manual_seed(options.seed * 1_000_003 + index))
        run.level = level
        small, luma = patches.crops(options.batch // frames, options.crop, generator, rendition, frames)
        return loss_of(network, small, luma, level, frames)

    run.train(step)


if __name__ == '__main__':
    main()
