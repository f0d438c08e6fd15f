"""Writes an autoencoder of taesd's own layout (two .pth files) as a folder that `loadVae` reads, in diffusers' layout.

python3 tests/parity/image/convert_taesd's code ENCODER.pth DECODER.pth FOLDER [--record]

`--record` adds what PyTorch makes of a picture, for vae.test.ts.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor

Weights = dict[str, Tensor]
SIZE = (32, 48)


def run(weights: Weights, x: Tensor, is_decoder: bool) -> Tensor:
    """The network that the names of its weights describe, as taesd's code runs it."""
    places = sorted({int(name.split('.')[0]) for name in weights})
    x = torch.tanh(x / 3) * 3 if is_decoder else x
    for at in places:
        if f'{at}.weight' in weights:
            moves = at not in (places[0], places[-1])  # to the next size
            if is_decoder and moves:
                x = F.interpolate(x, scale_factor=2.0)
            stride = 2 if moves and not is_decoder else 1
            x = F.conv2d(x, weights[f'{at}.weight'], weights.get(f'{at}.bias'), stride, 1)
            x = F.relu(x) if is_decoder and at == places[0] else x
        else:
            x = run_block(
                {name.removeprefix(f'{at}.'): w for name, w in weights.items() if name.startswith(f'{at}.')}, x
            )
    return x


def run_block(weights: Weights, x: Tensor) -> Tensor:
    if 'pool.0.weight' in weights:
        wide = F.group_norm(F.conv2d(x, weights['pool.0.weight']), 4, weights['pool.1.weight'], weights['pool.1.bias'])
        x = x + F.conv2d(F.relu(wide), weights['pool.3.weight'])
    y = x
    for at in (0, 2, 4):
        y = F.conv2d(F.relu(y) if at else y, weights[f'conv.{at}.weight'], weights[f'conv.{at}.bias'], padding=1)
    return F.relu(y + x)


def counts_of(weights: Weights) -> list[int]:
    """Blocks of each size."""
    counts = [0]
    places = sorted({int(name.split('.')[0]) for name in weights})
    for at in places[1:-1]:
        if f'{at}.weight' in weights:
            counts.append(0)
        else:
            counts[-1] += 1
    return counts


def write(encoder: Weights, decoder: Weights, folder: Path, recorded: dict[str, Tensor]) -> None:
    begin, end = encoder['0.weight'], list(decoder.values())[-1]
    width = begin.shape[0]
    up, down = counts_of(decoder), counts_of(encoder)
    config = {
        '_class_name': 'AutoencoderTiny',
        'act_fn': 'relu',
        'in_channels': begin.shape[1],
        'out_channels': end.shape[0],
        'latent_channels': decoder['1.weight'].shape[1],
        'encoder_block_out_channels': [width] * len(down),
        'decoder_block_out_channels': [width] * len(up),
        'num_encoder_blocks': down,
        'num_decoder_blocks': up,
        'use_midblock_gn': any('.pool.' in name for name in encoder),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'config.json').write_text(json.dumps(config) + '\n')
    named = {f'encoder.layers.{name}': value for name, value in encoder.items()}
    for name, value in decoder.items():
        # Its first place is the clamp's, which diffusers does not count.
        at, _, rest = name.partition('.')
        named[f'decoder.layers.{int(at) - 1}.{rest}'] = value
    save_file(
        {name: value.half().contiguous() for name, value in named.items()},
        folder / 'diffusion_pytorch_model.safetensors',
    )
    if recorded:
        save_file({name: value.contiguous() for name, value in recorded.items()}, folder / 'recorded.safetensors')


def record(encoder: Weights, decoder: Weights) -> dict[str, Tensor]:
    """A picture of soft colours, its latent and what is decoded of that."""
    torch.manual_seed(5)
    coarse = torch.rand(1, encoder['0.weight'].shape[1], 5, 7)
    picture = (F.interpolate(coarse, SIZE, mode='bilinear') * 255).round() / 255
    latent = run(encoder, picture, is_decoder=False)
    return {'picture': picture, 'latent': latent, 'decoded': run(decoder, latent, is_decoder=True)}


def read(file: str) -> Weights:
    return {
        name: value.half().float() for name, value in torch.load(file, map_location='cpu', weights_only=True).items()
    }


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('encoder')
    parser.add_argument('decoder')
    parser.add_argument('folder')
    parser.add_argument('--record', action='store_true')
    options = parser.parse_args()
    torch.set_num_threads(1)
    with torch.no_grad():
        parts = read(options.encoder), read(options.decoder)
        write(*parts, Path(options.folder), record(*parts) if options.record else {})
