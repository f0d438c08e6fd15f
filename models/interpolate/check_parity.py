"""Compares decide.py and the network in PyTorch with the WGSL that they copy, on pictures that `--candidates --model` kept.

    npm run data -- --between --candidates DATA --out CHECK --model MODEL
    python -m models.interpolate.check_parity CHECK MODEL

Exits with 1 if the mean difference of a picture exceeds 2e-3.
"""

import sys

import torch

from models.interpolate.dataset import Library, pixels_of, stack
from models.interpolate.decide import blend, to_bytes
from models.interpolate.network import load_network


@torch.no_grad()
def main() -> None:
    folder, model = sys.argv[1:]
    network = load_network(model)
    worst = 0.0
    for files in Library(folder).families.values():
        for file in files:
            for index in range(file.frames):
                batch = stack([file.whole(index)])
                made = blend(pixels_of(batch), to_bytes(network(batch['features'])))
                shown = torch.from_numpy(file.tensors['learned'][index][..., :3].copy()).permute(2, 0, 1).float() / 255
                worst = max(worst, float((made[0] - shown).abs().mean()))
    print(f'worst mean difference {worst:.2e}')
    sys.exit(worst > 2e-3)


if __name__ == '__main__':
    main()
