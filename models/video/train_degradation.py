"""Trains the network that sees how badly a frame was treated: to say what makes the picture best.

    python train_degradation.py --data DATA --out DIR [--budget MINUTES] [--resume] [--device cpu|cuda]

DATA is a folder of prepare.py. The networks that enlarge, in this folder, stay as they are: what they are told is turned until
their pictures come nearest to the originals.
"""

from pathlib import Path

import torch

from dataset import Patches
from degradation_network import DegradationNetwork, level_of
from evaluate import decibels, load_network
from network import TIERS, enlarge
from runs import Run, parser_of
from train import fidelity

SHARES = {'small': 0.5, 'medium': 0.35, 'large': 0.15}  # of the steps
KINDS = ('clean', 'mild', 'harsh')


@torch.no_grad()
def measure(network, judge, patches, count=48):
    """Of each kind of picture: PSNR when told what was found (0.5 without a network), and what was found."""
    result = {}
    pick = torch.linspace(0, len(patches) - 1, count).long()
    for index, kind in enumerate(KINDS):
        small = patches.small[pick, 0, index].permute(0, 3, 1, 2).float() / 255
        luma = patches.luma[pick, :1].float() / 255
        level = level_of(network, small) if network else torch.full((count,), 0.5, device=small.device)
        error = (enlarge(judge, small, level).clamp(0, 1) - luma)[..., 4:-4, 4:-4].square().flatten(1).mean(1)
        result[kind] = sum(map(decibels, error)) / count
        result[f'{kind} level'] = float(level.mean())
    return result


def main():
    options = parser_of(__doc__, budget=15, batch=8, rate=0.005).parse_args()
    run = Run(options, DegradationNetwork, lambda exported, _: measure(exported, networks['small'], validation), 'told 0.5')
    networks = {tier: load_network(Path(__file__).parent / tier) for tier in TIERS}
    patches, validation = (Patches(Path(options.data) / f'{split}.npz', run.team.device) for split in ('train', 'validation'))
    shares = torch.tensor([SHARES[tier] for tier in networks])

    def step(network, generator, _):
        small, luma, _ = patches.crops(options.batch, patches.size, generator)
        judge = list(networks.values())[int(torch.multinomial(shares, 1, generator=generator))]
        return fidelity(enlarge(judge, small, level_of(network, small)) - luma)

    run.train(step)


if __name__ == '__main__':
    main()
