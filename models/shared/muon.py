"""Muon (Keller Jordan, 2024): momentum whose steps turn every direction of a weight matrix by the same amount."""

import torch

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # drives singular values to about 1 in five rounds


def orthogonalise(matrices):
    """[N,rows,columns], each with its singular values brought to about 1."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    a, b, c = NEWTON_SCHULZ
    for _ in range(5):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """
    For weights of convolutions and other matrices, in single precision (torch.optim.Muon works in bfloat16, slow on CPUs).
    `weight_decay`: the share of the rate by which weights shrink in each step.
    """

    def __init__(self, parameters, lr, momentum=0.95, weight_decay=0.0):
        super().__init__(parameters, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            shapes = {}
            for parameter in group['params']:
                if parameter.grad is None:
                    continue
                shapes.setdefault(parameter.shape, []).append(parameter)
            for shape, parameters in shapes.items():
                turns = []
                for parameter in parameters:
                    state = self.state[parameter]
                    past = state.setdefault('momentum', torch.zeros_like(parameter))
                    past.lerp_(parameter.grad, 1 - group['momentum'])
                    turns.append(parameter.grad.lerp(past, group['momentum']).flatten(1))
                turns = orthogonalise(torch.stack(turns))
                scale = max(1, turns.shape[1] / turns.shape[2]) ** 0.5
                if group['weight_decay']:
                    torch._foreach_mul_(parameters, 1 - group['lr'] * group['weight_decay'])
                for parameter, turn in zip(parameters, turns):
                    parameter.add_(turn.view(shape), alpha=-group['lr'] * scale)
