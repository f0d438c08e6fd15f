"""Training in several processes: what recipes share of torchrun."""

import os

import torch
import torch.distributed as dist


class Team:
    """This process among those that torchrun started; alone without it."""

    def __init__(self, device):
        self.size, self.rank = int(os.environ.get('WORLD_SIZE', '1')), int(os.environ.get('RANK', '0'))
        if device == 'cuda' and self.size > 1:
            device = f'cuda:{os.environ["LOCAL_RANK"]}'
            torch.cuda.set_device(device)
        self.device = device
        if self.size > 1:
            dist.init_process_group('nccl' if device.startswith('cuda') else 'gloo')

    @property
    def leads(self):
        return self.rank == 0

    def share(self, value):
        """The leader's number, for decisions that all must take alike."""
        if self.size == 1:
            return value
        tensor = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.broadcast(tensor, 0)
        return float(tensor)

    def average_gradients(self, parameters):
        if self.size == 1:
            return
        parameters = [p for p in parameters if p.grad is not None]
        flat = torch.cat([p.grad.flatten() for p in parameters])
        dist.all_reduce(flat)
        flat /= self.size
        for parameter, part in zip(parameters, flat.split([p.numel() for p in parameters])):
            parameter.grad.copy_(part.view_as(parameter))

    def close(self):
        if self.size > 1:
            # A process that leaves while another one still works with the group ends that one.
            dist.barrier()
            dist.destroy_process_group()
