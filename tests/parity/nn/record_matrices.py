"""Writes matrices/: what PyTorch and GGUF's own quantiser make of small random matrices.

python tests/parity/nn/record_matrices.py        (torch, safetensors, gguf)
"""

from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from gguf import GGMLQuantizationType, quantize  # pyrefly: ignore[missing-import]
from safetensors.torch import save_file

FOLDER = Path(__file__).parent / 'matrices'
recorded = {}


def draw(*shape, scale=1.0):
    """Numbers that halves can hold, so that formats differ by arithmetic only."""
    return (torch.randn(*shape) * scale).half().float()


def record(name, **tensors):
    recorded.update({f'{name}.{key}': value.clone().contiguous() for key, value in tensors.items()})


def linear():
    x, weight, bias, residual = draw(3, 33), draw(10, 33, scale=0.2), draw(10), draw(3, 10)
    record(
        'linear',
        input=x,
        weight=weight,
        bias=bias,
        residual=residual,
        output=F.gelu(F.linear(x, weight, bias)) + residual,
    )
    x, gate, up = draw(40, 36), draw(21, 36, scale=0.2), draw(21, 36, scale=0.2)
    record('swiglu', input=x, gate=gate, up=up, output=F.silu(F.linear(x, gate)) * F.linear(x, up))


def norms():
    x, weight, bias = draw(3, 65) + 4, draw(65), draw(65)
    record('layer-norm', input=x, weight=weight, bias=bias, output=F.layer_norm(x, (65,), weight, bias, eps=1e-5))
    record('rms-norm', input=x, weight=weight, output=F.rms_norm(x, (65,), weight, eps=1e-6))


def activations():
    x = draw(2, 64, scale=3)
    x[0, :4] = torch.tensor([-30.0, 30.0, -5.5, 0.0])
    record('activations', input=x, **{'silu': F.silu(x), 'gelu': F.gelu(x), 'gelu-tanh': F.gelu(x, approximate='tanh')})


def rotate_half(x, positions, inverse):
    """As transformers' Llama does it, in double precision: number i pairs with the one half a head further on."""
    angles = positions[:, None].double() * inverse[None]
    cos, sin = torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin()
    half = x.shape[-1] // 2
    turned = torch.cat([-x[..., half:], x[..., :half]], -1)
    return (x.double() * cos + turned.double() * sin).float()


def rotate_adjacent(x, positions, inverse):
    """As complex numbers, in double precision: neighbours are pairs."""
    pairs = torch.view_as_complex(x.double().reshape(*x.shape[:-1], -1, 2))
    turned = pairs * torch.polar(
        torch.ones(len(positions), len(inverse), dtype=torch.float64), positions[:, None].double() * inverse[None]
    )
    return torch.view_as_real(turned).reshape(x.shape).float()


def rope():
    x, positions = draw(2, 5, 16), torch.arange(1000, 1005)
    inverse = 1e4 ** (-torch.arange(0, 16, 2, dtype=torch.float64) / 16)
    merge = lambda of: of.transpose(0, 1).reshape(5, 32)
    record(
        'rope',
        input=merge(x),
        half=merge(rotate_half(x, positions, inverse)),
        adjacent=merge(rotate_adjacent(x, positions, inverse)),
    )


def attention():
    """[heads, rows, 8] each; rows of matrices hold the heads side by side."""
    merge = lambda of: of.transpose(0, 1).reshape(of.shape[1], -1)
    q, k, v = draw(4, 21, 8, scale=2), draw(2, 21, 8), draw(2, 21, 8)
    output = F.scaled_dot_product_attention(q[None], k[None], v[None], is_causal=True, enable_gqa=True)[0]
    record('attention', queries=merge(q), keys=merge(k), values=merge(v), causal=merge(output))
    k, v = draw(2, 77, 8), draw(2, 77, 8)
    output = F.scaled_dot_product_attention(q[None], k[None], v[None], enable_gqa=True)[0]
    record('cross', keys=merge(k), values=merge(v), output=merge(output))


def embedding():
    table, ids = draw(12, 20), torch.tensor([11, 0, 7], dtype=torch.int32)
    record('embedding', table=table, ids=ids, output=F.embedding(ids, table))


def timesteps():
    """diffusers' get_timestep_embedding with flip_sin_to_cos and downscale_freq_shift 0, as Stable Diffusion has it."""
    t = torch.tensor([0.0, 1.0, 500.0, 999.0])
    angles = t[:, None].double() * torch.exp(-torch.arange(16, dtype=torch.float64) / 16 * numpy.log(10000))
    record('timesteps', input=t, output=torch.cat([angles.cos(), angles.sin()], -1).float())


def quantised():
    """Groups of zeros, of one number, of ties; in the order of the file: a half, then the values, of each group."""
    weight = torch.randn(6, 96)
    weight[0, :32] = 0
    weight[1, :32] = torch.linspace(-127, 127, 32).round() / 2
    weight[2, :32] = 0.5
    weight[3, 32:64] = torch.arange(-16, 16) / 4
    weight[4] *= 1e-4
    blocks = {
        name: torch.from_numpy(quantize(weight.numpy(), kind).copy())
        for name, kind in [('q8', GGMLQuantizationType.Q8_0), ('q4', GGMLQuantizationType.Q4_0)]
    }
    record('quantised', weight=weight, **blocks)


if __name__ == '__main__':
    torch.manual_seed(7)
    for write in (linear, norms, activations, rope, attention, embedding, timesteps, quantised):
        write()
    FOLDER.mkdir(exist_ok=True)
    save_file(recorded, FOLDER / 'recorded.safetensors')
    print(f'{len(recorded)} tensors')
