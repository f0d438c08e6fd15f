"""Draws where the network does worst against the analytic path: bilinear, analytic, learned, reference, side by side.

    python -m models.upscale.worst RUN FOLDER --out worst.png [--ratio 2] [--rows 6]

RUN is a folder of train.py, FOLDER holds sequences. Of every sequence the block of 48×48 pixels is taken, among all frames,
whose squared error grew most; the worst of these are drawn three times enlarged.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from models.upscale.data.sequence import Sequence
from models.upscale.dataset import Clip, frame_of
from models.upscale.evaluate import WARM_UP, bilinear
from models.upscale.losses import SHARPNESS, present, shown
from models.upscale.network import load_network
from models.upscale.passes.frame import initial_state
from models.upscale.pipeline import Upscaler

BLOCK, ENLARGED = 48, 3


@torch.no_grad()
def worst_block(clip, network):
    """How much the mean squared error grew there, and the four pictures of it."""
    display_size, render_size = clip.reference.shape[-2:], clip.color.shape[-2:]
    paths = [Upscaler(), Upscaler(network)]
    states = [initial_state(1, display_size, render_size) for _ in paths]
    found = (-1.0, torch.zeros(0))
    for index in range(clip.reference.shape[0]):
        frame, reference = frame_of([clip], index)
        reference = present(reference)
        pictures = []
        for i, path in enumerate(paths):
            states[i], _ = path.step(frame, states[i])
            pictures.append(shown(states[i].history, frame.exposure, SHARPNESS))
        if index < WARM_UP:
            continue
        analytic, learned = ((picture - reference).square().mean(1, keepdim=True) for picture in pictures)
        growth = F.avg_pool2d(learned - analytic, BLOCK, BLOCK // 2)[0, 0]
        if growth.max() > found[0]:
            top, left = (int(v) * BLOCK // 2 for v in np.unravel_index(int(growth.argmax()), growth.shape))
            columns = [bilinear(frame, display_size), *pictures, reference]
            found = (
                float(growth.max()),
                torch.cat([c[0, :, top : top + BLOCK, left : left + BLOCK] for c in columns], 2),
            )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('folder')
    parser.add_argument('--out', required=True)
    parser.add_argument('--ratio', type=float, default=2)
    parser.add_argument('--rows', type=int, default=6)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load_network(options.run)
    found = []
    for file in sorted(Path(options.folder).glob('*.safetensors')):
        sequence = Sequence(file)
        growth, picture = worst_block(Clip(sequence, 0, sequence.frames, options.ratio), network)
        print(f'{file.stem}: mean squared error {growth:+.5f}')
        found.append((growth, picture))
    found.sort(key=lambda item: -item[0])
    image = torch.cat([picture for _, picture in found[: options.rows]], 1)
    image = image.repeat_interleave(ENLARGED, 1).repeat_interleave(ENLARGED, 2)
    Image.fromarray((image.clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)).save(options.out)


if __name__ == '__main__':
    main()
