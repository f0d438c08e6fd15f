"""What a frame brings and what it leaves to the next."""

from dataclasses import dataclass, fields

import torch


@dataclass
class Frame:
    """One frame's inputs. `reset`, `near`, `far`, `exposure` are [B]; motion is uvPrevious − uv."""

    color: torch.Tensor  # [B,3,h,w] linear HDR
    depth: torch.Tensor  # [B,1,h,w] depth buffer, 0 near
    motion: torch.Tensor  # [B,2,h,w]
    reactive: torch.Tensor  # [B,1,h,w]
    jitter: torch.Tensor  # [B,2] render pixels
    reset: torch.Tensor  # [B] bool
    near: torch.Tensor
    far: torch.Tensor
    exposure: torch.Tensor


@dataclass
class State:
    """What one frame leaves to the next."""

    history: torch.Tensor  # [B,4,H,W] Y, Co, Cg, count
    lock: torch.Tensor  # [B,1,H,W]
    light: torch.Tensor  # [B,1,h/4,w/4] factor of the light per block
    luma: torch.Tensor  # [B,4,h,w]
    nearness: torch.Tensor  # [B,1,h,w] dilated
    along: torch.Tensor  # [B,1,h,w] whether what that is of moves as the pixel does
    feedback: torch.Tensor  # [B,4,h,w] the network's second parameter texture

    def tensors(self):
        return [getattr(self, field.name) for field in fields(self)]

    def detach(self):
        return State(*(tensor.detach() for tensor in self.tensors()))


def initial_state(batch, display_size, render_size, device='cpu'):
    """Of a frame before the first; that first one must have `reset`."""

    def zeros(channels, size):
        return torch.zeros(batch, channels, *size, device=device)

    return State(
        history=zeros(4, display_size),
        lock=zeros(1, display_size),
        light=zeros(1, [-(-side // 4) for side in render_size]) + 1,
        luma=zeros(4, render_size),
        nearness=zeros(1, render_size),
        along=zeros(1, render_size) > 0,
        feedback=zeros(4, render_size) + 0.5,
    )
