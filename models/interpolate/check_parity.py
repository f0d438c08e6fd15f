"""Compares the choices and the networks in PyTorch with the WGSL that they copy, on pictures that `--candidates --model` kept.

    npm run data -- --between --candidates DATA --out CHECK --model MODEL [--video]
    python -m models.interpolate.check_parity CHECK MODEL

Exits with 1 if the mean difference of a picture exceeds 2e-3.
"""

import sys

import torch
from torch import Tensor

from models.interpolate.dataset import GAMES, VIDEO, Candidates, pixels_of
from models.interpolate.decide import blend, to_bytes
from models.interpolate.network import load_network
from models.interpolate.propose import proposals_of, propose
from models.interpolate.video_network import load_video_network
from models.shared.export import read_model


def worst_of(made: list[Tensor], kept: Tensor) -> float:
    return max(float((a[0] - b.permute(2, 0, 1).float() / 255).abs().mean()) for a, b in zip(made, kept, strict=True))


def compare_video(folder: str, model: str) -> dict[str, float]:
    network, data = load_video_network(model), Candidates(folder, kind=VIDEO)
    batches = [data.whole(index) for index in range(len(data))]
    made = [propose(proposals_of(batch), to_bytes(network(batch['features']))) for batch in batches]
    return {'learned': worst_of(made, data.learned)}


def compare_games(folder: str, model: str) -> dict[str, float]:
    network, data = load_network(model), Candidates(folder, kind=GAMES)
    batches = [data.whole(index) for index in range(len(data))]
    pixels = [pixels_of(batch) for batch in batches]
    answers = [to_bytes(network(batch['features'])) for batch in batches]
    learned = [blend(p, answer, network.chooser) for p, answer in zip(pixels, answers)]
    analytic = [blend(p, None, network.chooser) for p in pixels]
    return {'analytic': worst_of(analytic, data.analytic), 'learned': worst_of(learned, data.learned)}


@torch.no_grad()
def main() -> None:
    folder, model = sys.argv[1:]
    compare = compare_video if 'video' in read_model(model)[0]['name'] else compare_games
    differences = compare(folder, model)
    for name, worst in differences.items():
        print(f'{name}: worst mean difference {worst:.2e}')
    sys.exit(max(differences.values()) > 2e-3)


if __name__ == '__main__':
    main()
