"""What the recipes of this folder share: Muon for weights, Adam for biases, and weights between two ends."""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch

from models.shared.muon import Muon
from models.shared.network import Exported, Layers
from models.shared.schedule import Averaging, Schedule
from models.shared.training import Recipe
from models.video.network import load_network

BIAS_RATE = 2e-3


class VideoRecipe(Recipe):
    """`evaluate_exported(network, out)` gives figures as {name: number}; of `None` those without a network, named `without`."""

    schedule = Schedule(200, 0.002)
    averaging = Averaging(0.997)
    clip = 0.5
    network: Layers
    without: str
    level = 0.0  # of the step, for weights between two ends

    def __init__(self, options: argparse.Namespace, network: Layers, tier: str, device: str):
        self.options, self.tier, self.device = options, tier, device
        self.network = network.to(device)
        weights, biases = parameter_groups(network)
        adam = torch.optim.Adam(biases, BIAS_RATE, (0.9, 0.99))
        self.optimizers = [(Muon(weights, options.rate), options.rate), (adam, BIAS_RATE)]
        self.trained: Callable = torch.compile(network) if options.compile else network

    def begin(self, run) -> None:
        self.generator = torch.Generator().manual_seed(self.options.seed * 1000 + run.team.rank + run.step)

    def share_of(self, group: dict) -> float:
        # Both optimizers take steps of one length whatever the gradient's; an end moves by its share.
        return self.level if group['end'] else 1 - self.level

    def baselines(self) -> dict[str, dict]:
        return {self.without: self.evaluate_exported(None, Path(self.options.out))}

    def evaluate(self, average: Layers, out: Path) -> dict:
        return self.evaluate_exported(Exported(average.architecture, average.rounded_weights()), out)

    def evaluate_exported(self, network: Exported | None, out: Path) -> dict[str, float]:
        raise NotImplementedError

    def describe(self, figures: dict, baselines: dict[str, dict]) -> str:
        base = baselines.get(self.without)
        gain = lambda name: f' ({figures[name] - base[name]:+.3f})' if base else ''
        return ' · '.join(f'{name} {value:.3f}{gain(name)}' for name, value in figures.items())

    def state(self) -> dict:
        return {'tier': self.tier, 'architecture': self.network.architecture, 'ends': self.network.ends is not None}


def begun(network: Layers, options: argparse.Namespace) -> Layers:
    """The network with the weights that `--begin` names."""
    if options.begin and not options.resume:
        network.load_tensors(load_network(options.begin).tensors)
    return network


def parameter_groups(network: Layers) -> tuple[list[dict], list[dict]]:
    """(weights, biases), each as groups of those at 0 and of those at 1."""
    groups = lambda part: [
        {'params': [getattr(layer, part) for layer in layers.values()], 'end': end}
        for end, layers in enumerate((network.layers, network.ends))
        if layers
    ]
    return groups('weight'), groups('bias')
