"""The parts of diffusers' UNet2DConditionModel, with its names."""

import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor, nn

if TYPE_CHECKING:
    from models.image.unet import UnetSpec


def embed_timesteps(timesteps: Tensor, width: int) -> Tensor:
    """Cosines and sines [batch, width] of each timestep at frequencies from 1 to 1/10,000."""
    half = width // 2
    exponents = torch.arange(half, device=timesteps.device, dtype=torch.float32) / half
    angles = timesteps.float()[:, None] * torch.exp(-math.log(10_000) * exponents)
    return torch.cat([angles.cos(), angles.sin()], 1)


class GroupNorm(nn.GroupNorm):
    """In the type of what it gets: autocast would make single precision of it, for no better statistics."""

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            return F.group_norm(x, self.num_groups, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class ResnetBlock(nn.Module):
    def __init__(self, spec: 'UnetSpec', inputs: int, outputs: int):
        super().__init__()
        groups = spec.norm_num_groups
        self.norm1 = GroupNorm(groups, inputs, eps=1e-5)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time_emb_proj = nn.Linear(spec.block_out_channels[0] * 4, outputs)
        self.norm2 = GroupNorm(groups, outputs, eps=1e-5)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        self.conv_shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        y = self.conv1(F.silu(self.norm1(x)))
        y = y + self.time_emb_proj(F.silu(time))[:, :, None, None].to(y.dtype)
        y = self.conv2(F.silu(self.norm2(y)))
        return (self.conv_shortcut(x) if self.conv_shortcut is not None else x) + y


class Attention(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context, width, bias=False)
        self.to_v = nn.Linear(context, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        split = lambda y: y.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        answer = F.scaled_dot_product_attention(
            split(self.to_q(x)), split(self.to_k(context)), split(self.to_v(context))
        )
        return self.to_out[0](answer.transpose(1, 2).flatten(2))


class Geglu(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.proj = nn.Linear(width, inner * 2)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        # The second place is dropout's, which has no weights.
        self.net = nn.ModuleList([Geglu(width, width * 4), nn.Identity(), nn.Linear(width * 4, width)])

    def forward(self, x: Tensor) -> Tensor:
        for part in self.net:
            x = part(x)
        return x


class TransformerBlock(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn1, self.attn2 = Attention(width, width, heads), Attention(width, context, heads)
        self.ff = FeedForward(width)

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        y = self.norm1(x)
        x = x + self.attn1(y, y)
        x = x + self.attn2(self.norm2(x), text)
        return x + self.ff(self.norm3(x))


class Transformer(nn.Module):
    """Transformer2DModel with one block."""

    def __init__(self, spec: 'UnetSpec', width: int):
        super().__init__()
        self.norm = GroupNorm(spec.norm_num_groups, width, eps=1e-6)
        self.proj_in = nn.Conv2d(width, width, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(width, spec.cross_attention_dim, spec.heads)])
        self.proj_out = nn.Conv2d(width, width, 1)
        nn.init.zeros_(self.proj_out.weight)

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        rows = self.proj_in(self.norm(x)).flatten(2).transpose(1, 2)
        for block in self.transformer_blocks:
            rows = block(rows, text)
        return x + self.proj_out(rows.transpose(1, 2).unflatten(2, x.shape[2:]))


class Resample(nn.Module):
    """Downsample2D and Upsample2D: a convolution with stride 2, or one after the nearest pixels."""

    def __init__(self, width: int, up: bool):
        super().__init__()
        self.up = up
        self.conv = nn.Conv2d(width, width, 3, stride=1 if up else 2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0) if self.up else x)


def transformers(spec: 'UnetSpec', width: int, count: int) -> nn.ModuleList:
    return nn.ModuleList(Transformer(spec, width) for _ in range(count))


class DownBlock(nn.Module):
    """DownBlock2D, or CrossAttnDownBlock2D with `attention`."""

    def __init__(self, spec: 'UnetSpec', inputs: int, width: int, attention: bool, halve: bool):
        super().__init__()
        count = spec.layers_per_block
        self.resnets = nn.ModuleList(ResnetBlock(spec, width if i else inputs, width) for i in range(count))
        self.attentions = transformers(spec, width, count) if attention else None
        self.downsamplers = nn.ModuleList([Resample(width, up=False)]) if halve else None

    def forward(self, x: Tensor, time: Tensor, text: Tensor, skips: list[Tensor]) -> Tensor:
        for i, resnet in enumerate(self.resnets):
            x = resnet(x, time)
            x = self.attentions[i](x, text) if self.attentions is not None else x
            skips.append(x)
        if self.downsamplers is not None:
            x = self.downsamplers[0](x)
            skips.append(x)
        return x


class MidBlock(nn.Module):
    """UNetMidBlock2DCrossAttn."""

    def __init__(self, spec: 'UnetSpec', width: int):
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock(spec, width, width), ResnetBlock(spec, width, width)])
        self.attentions = transformers(spec, width, 1)

    def forward(self, x: Tensor, time: Tensor, text: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x, time), text), time)


class UpBlock(nn.Module):
    """UpBlock2D, or CrossAttnUpBlock2D with `attention`; `skips` are the widths that it takes, in their order."""

    def __init__(self, spec: 'UnetSpec', inputs: int, width: int, skips: list[int], attention: bool, double: bool):
        super().__init__()
        self.resnets = nn.ModuleList(
            ResnetBlock(spec, (width if i else inputs) + skip, width) for i, skip in enumerate(skips)
        )
        self.attentions = transformers(spec, width, len(skips)) if attention else None
        self.upsamplers = nn.ModuleList([Resample(width, up=True)]) if double else None

    def forward(self, x: Tensor, time: Tensor, text: Tensor, skips: list[Tensor]) -> Tensor:
        for i, resnet in enumerate(self.resnets):
            x = resnet(torch.cat([x, skips.pop()], 1), time)
            x = self.attentions[i](x, text) if self.attentions is not None else x
        return self.upsamplers[0](x) if self.upsamplers is not None else x
