"""CUDA graphs: a loss and its gradients are recorded once and replayed, where launches cost more than what they launch."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


class Replayed(torch.autograd.Function):
    """Answers a loss whose gradients are known already."""

    @staticmethod
    def forward(ctx, loss, gradients, *parameters):
        ctx.gradients = gradients
        return loss.detach().clone()

    @staticmethod
    def backward(ctx, upstream):
        return None, None, *(None if g is None else g * upstream for g in ctx.gradients)


class Graph:
    """
    `function` without arguments, recorded. It reads and writes tensors that stay where they are, makes none on the host, and
    never waits for the device. Graphs that share a `pool` must not run at the same time.
    """

    def __init__(self, function: Callable[[], Tensor], parameters: Sequence[Tensor], pool):
        self.parameters = list(parameters)
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(2):
                torch.autograd.grad(function(), self.parameters, allow_unused=True)
        torch.cuda.current_stream().wait_stream(stream)
        torch.cuda.synchronize()
        torch.cuda.empty_cache()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, pool=pool):
            loss = function()
            self.gradients = torch.autograd.grad(loss, self.parameters, allow_unused=True)
        # Without its graph, which is freed: whoever goes back through the answer must not enter it again.
        self.loss = loss.detach()

    def __call__(self) -> Tensor:
        self.graph.replay()
        return Replayed.apply(self.loss, self.gradients, *self.parameters)


class Recorder:
    """Records functions, or leaves them as they are where that fails."""

    def __init__(self, device: str):
        self.works = torch.device(device).type == 'cuda'
        self.pool = torch.cuda.graph_pool_handle() if self.works else None

    def record(self, function: Callable[[], Tensor], parameters: Sequence[Tensor]) -> Callable[[], Tensor]:
        if not self.works:
            return function
        try:
            return Graph(function, parameters, self.pool)
        except RuntimeError as error:
            self.works = False
            print(f'CUDA graphs are not used: {str(error).splitlines()[0]}', flush=True)
            torch.cuda.synchronize()
            return function
