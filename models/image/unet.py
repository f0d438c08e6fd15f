"""A U-Net with the layout of diffusers' UNet2DConditionModel."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.image.blocks import DownBlock, GroupNorm, MidBlock, UpBlock, embed_timesteps


@dataclass(frozen=True)
class UnetSpec:
    block_out_channels: tuple[int, ...] = (48, 80, 96)
    attention: tuple[bool, ...] = (False, True, True)
    layers_per_block: int = 1
    cross_attention_dim: int = 128
    heads: int = 4
    norm_num_groups: int = 16
    channels: int = 4
    sample_size: int = 32

    def config(self) -> dict:
        """config.json"""
        return {
            '_class_name': 'UNet2DConditionModel',
            'act_fn': 'silu',
            'attention_head_dim': self.heads,  # the number of heads, by an old mistake of that library
            'block_out_channels': list(self.block_out_channels),
            'center_input_sample': False,
            'cross_attention_dim': self.cross_attention_dim,
            'down_block_types': ['CrossAttnDownBlock2D' if one else 'DownBlock2D' for one in self.attention],
            'downsample_padding': 1,
            'flip_sin_to_cos': True,
            'freq_shift': 0,
            'in_channels': self.channels,
            'layers_per_block': self.layers_per_block,
            'mid_block_scale_factor': 1,
            'norm_eps': 1e-5,
            'norm_num_groups': self.norm_num_groups,
            'out_channels': self.channels,
            'sample_size': self.sample_size,
            'up_block_types': ['CrossAttnUpBlock2D' if one else 'UpBlock2D' for one in reversed(self.attention)],
        }


class TimeEmbedding(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.linear_1, self.linear_2 = nn.Linear(width, width * 4), nn.Linear(width * 4, width * 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(nn.functional.silu(self.linear_1(x)))


class Unet(nn.Module):
    """`forward` takes a sample [batch, channels, h, w], timesteps [batch] and text [batch, length, cross_attention_dim]."""

    def __init__(self, spec: UnetSpec):
        super().__init__()
        self.spec = spec
        widths = spec.block_out_channels
        first, last = widths[0], widths[-1]
        self.conv_in = nn.Conv2d(spec.channels, first, 3, padding=1)
        self.time_embedding = TimeEmbedding(first)
        inputs = (first, *widths[:-1])
        self.down_blocks = nn.ModuleList(
            DownBlock(spec, inputs[i], width, spec.attention[i], i < len(widths) - 1) for i, width in enumerate(widths)
        )
        self.mid_block = MidBlock(spec, last)
        skips = [first]
        for i, width in enumerate(widths):
            skips += [width] * (spec.layers_per_block + (i < len(widths) - 1))
        blocks, before = [], last
        for i, width in reversed(list(enumerate(widths))):
            taken = [skips.pop() for _ in range(spec.layers_per_block + 1)]
            blocks.append(UpBlock(spec, before, width, taken, spec.attention[i], i > 0))
            before = width
        self.up_blocks = nn.ModuleList(blocks)
        self.conv_norm_out = GroupNorm(spec.norm_num_groups, first, eps=1e-5)
        self.conv_out = nn.Conv2d(first, spec.channels, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)

    def forward(self, sample: Tensor, timesteps: Tensor, text: Tensor) -> Tensor:
        time = self.time_embedding(embed_timesteps(timesteps, self.spec.block_out_channels[0]))
        x = self.conv_in(sample)
        skips = [x]
        for block in self.down_blocks:
            x = block(x, time, text, skips)
        x = self.mid_block(x, time, text)
        for block in self.up_blocks:
            x = block(x, time, text, skips)
        return self.conv_out(torch.nn.functional.silu(self.conv_norm_out(x)))
