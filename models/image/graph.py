"""CUDA graphs for a network whose shapes never change: one launch instead of some hundred."""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

Network = TypeVar('Network', bound=nn.Module)


def channels_last(network: Network, device: str) -> Network:
    """`network` on `device`, with weights as convolutions in half precision want them."""
    for parameter in network.parameters():
        parameter.data = parameter.data.to(device)
        if parameter.ndim == 4:
            parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
    return network.to(device)


class Calls(nn.Module):
    """Stands between, since what becomes a graph takes no other shapes."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.network(*inputs)


def graphed(network: nn.Module, example: tuple[Tensor, ...], bf16: bool) -> Callable[..., Tensor]:
    """`network` with forward and backward as graphs where CUDA takes them, else as it is."""
    if example[0].device.type != 'cuda':
        return network
    try:
        # A cache of cast weights would outlive the step that they belong to.
        with torch.autocast('cuda', torch.bfloat16, enabled=bf16, cache_enabled=False):
            graph: Callable[..., Tensor] = torch.cuda.make_graphed_callables(Calls(network), example)  # pyrefly: ignore
            return graph
    except Exception as cause:  # whatever it is, the run can go on without
        print(f'no CUDA graphs: {cause}', flush=True)
        torch.cuda.synchronize()
        return network
