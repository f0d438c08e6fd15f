"""Networks that answer parameters per pixel at half of the size that they work at: the upscaler's and the interpolator's."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from models.shared.architecture import Architecture
from models.shared.functions import Layer
from models.shared.network import Exported, Layers

HEAD = 'head'


class PixelNetwork(nn.Module):
    """Features [B,c,h,w] to parameters [B,p,h,w] in 0…1; the last layer, `head`, holds those of 2×2 pixels in one."""

    def __init__(self, architecture: Architecture, scales: Sequence[float]):
        """`scales` even out features that differ in size while training; `folded_weights` moves them into the first layer."""
        super().__init__()
        self.architecture = architecture
        self.first = f'{architecture["layers"][0]["name"]}.weight'
        self.body = Layers(architecture, begin=begin)
        self.scales: Tensor
        self.register_buffer('scales', torch.tensor(scales, dtype=torch.float32).view(1, -1, 1, 1), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        return unfold_pixels(self.body(features * self.scales), *features.shape[-2:])

    def folded_weights(self) -> dict[str, Tensor]:
        """The tensors that packages/nn reads, by name, in half precision."""
        tensors = {name: value.detach().clone() for name, value in self.body.tensors().items()}
        tensors[self.first] *= self.scales
        return {name: value.half().cpu().contiguous() for name, value in tensors.items()}

    def load_folded(self, tensors: dict[str, Tensor]) -> None:
        """Takes exported weights."""
        scales = self.scales.to(tensors[self.first].device)
        self.body.load_tensors(tensors | {self.first: tensors[self.first].float() / scales})


class ExportedPixelNetwork(nn.Module):
    """As `PixelNetwork`, with exported weights; with `halves` as a GPU computes: in halves for weights and between layers."""

    def __init__(self, architecture: Architecture, tensors: dict[str, Tensor], halves: bool = True):
        super().__init__()
        self.weights = tensors
        self.body = Exported(architecture, tensors, halves)

    def forward(self, features: Tensor) -> Tensor:
        return unfold_pixels(self.body(features), *features.shape[-2:])


def begin(layer: Layer, module: nn.Conv2d) -> None:
    """First weights; the last layer's are zero, so that the network starts at 0.5 everywhere: what is chosen without it."""
    nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
    if module.bias is not None:
        nn.init.zeros_(module.bias)
    if layer['name'] == HEAD:
        nn.init.zeros_(module.weight)


def unfold_pixels(x: Tensor, height: int, width: int) -> Tensor:
    """[B,4p,h/2,w/2] to [B,p,h,w]: channel (dy·2 + dx)·p + k is parameter k of pixel (2x + dx, 2y + dy)."""
    batch, channels, h, w = x.shape
    x = x.view(batch, 2, 2, channels // 4, h, w).permute(0, 3, 4, 1, 5, 2)
    return x.reshape(batch, channels // 4, 2 * h, 2 * w)[:, :, :height, :width]
