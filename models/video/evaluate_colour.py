"""How near the colours of a network are to those that were taken away, and how still they stand.

    python -m models.video.evaluate_colour RUN DATA [--json FILE]      RUN as of evaluate.py; DATA of colour_data.py

Held-out pictures, as PSNR of chroma and its amount relative to the original's; for clips, how much chroma changes between
frames a sixth of a second apart, relative to how much the original's does.
"""

import argparse
import json
from pathlib import Path

import torch

from models.video.colour_data import Frames
from models.video.colour_network import chroma_of, to_frame
from models.video.network import load_network, luma_of
from models.video.train_colour import measure


@torch.no_grad()
def restlessness(network, frames, count=48):
    rgb = frames.frames[:count].float() / 255
    change = lambda chroma: float((chroma[1:] - chroma[:-1]).square().mean().sqrt())
    return change(network(to_frame(luma_of(rgb)))[:, :2]) / change(chroma_of(rgb))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('data')
    parser.add_argument('--json')
    options = parser.parse_args()
    torch.set_num_threads(1)
    network, table = load_network(options.run), {}
    for split in ('validation', 'test'):
        frames = Frames(Path(options.data) / f'colour-{split}.npz')
        table[split] = {
            'grey': measure(None, frames)['psnr'],
            **measure(network, frames),
            'restlessness': restlessness(network, frames),
        }
        print(split, ' · '.join(f'{name} {value:.2f}' for name, value in table[split].items()))
    if options.json:
        Path(options.json).write_text(json.dumps(table, indent=2))


if __name__ == '__main__':
    main()
