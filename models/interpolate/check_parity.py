"""Compares decide.py and the network in PyTorch with the WGSL that they copy, on pictures that `--candidates --model` kept.

    npm run data -- --between --candidates DATA --out CHECK --model MODEL
    python -m models.interpolate.check_parity CHECK MODEL

Exits with 1 if the mean difference of a picture exceeds 2e-3.
"""

import sys

import torch

from models.interpolate.dataset import Candidates, pixels_of
from models.interpolate.decide import blend, to_bytes
from models.interpolate.network import load_network


@torch.no_grad()
def main() -> None:
    folder, model = sys.argv[1:]
    network = load_network(model)
    data = Candidates(folder)
    differences = {}
    for name, pictures in (('analytic', data.analytic), ('learned', data.learned)):
        worst = torch.zeros(())
        for index in range(len(data)):
            batch = data.whole(index)
            parameters = to_bytes(network(batch['features'])) if name == 'learned' else None
            made = blend(pixels_of(batch), parameters, network.chooser)[0]
            worst = torch.maximum(worst, (made - pictures[index].permute(2, 0, 1).float() / 255).abs().mean())
        differences[name] = float(worst)
        print(f'{name}: worst mean difference {worst:.2e}')
    sys.exit(max(differences.values()) > 2e-3)


if __name__ == '__main__':
    main()
