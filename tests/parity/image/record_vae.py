"""Records a small random autoencoder of taesd's layout and what PyTorch makes of a picture with it, for vae.test.ts.

python3 tests/parity/image/record_vae.py
"""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.parity.image.convert_taesd import record, write

WIDTH, CHANNELS, LATENTS = 8, 4, 6


def random_part(first: int, last: int, counts: list[int], start: int, norms_at: int) -> dict[str, torch.Tensor]:
    """Weights by the names of taesd's code; `start`: the place of the first layer."""
    weights: dict[str, torch.Tensor] = {}

    def add(name: str, outputs: int, inputs: int, kernel: int, bias: bool) -> None:
        scale = 1.4 / (inputs * kernel**2) ** 0.5
        weights[f'{name}.weight'] = (torch.randn(outputs, inputs, kernel, kernel) * scale).half().float()
        if bias:
            weights[f'{name}.bias'] = (torch.randn(outputs) * 0.1).half().float()

    at = start
    add(str(at), WIDTH, first, 3, True)
    at += 2 if start else 1  # the decoder's activation has a place
    for stage, count in enumerate(counts):
        if stage:
            at += 1 if start else 0  # and so has its enlargement
            add(str(at), WIDTH, WIDTH, 3, False)
            at += 1
        for _ in range(count):
            for layer in (0, 2, 4):
                add(f'{at}.conv.{layer}', WIDTH, WIDTH, 3, True)
            if stage == norms_at:
                add(f'{at}.pool.0', WIDTH * 4, WIDTH, 1, False)
                weights[f'{at}.pool.1.weight'] = (1 + 0.2 * torch.randn(WIDTH * 4)).half().float()
                weights[f'{at}.pool.1.bias'] = (0.2 * torch.randn(WIDTH * 4)).half().float()
                add(f'{at}.pool.3', WIDTH, WIDTH * 4, 1, False)
            at += 1
    add(str(at), last, WIDTH, 3, True)
    return weights


if __name__ == '__main__':
    torch.manual_seed(3)
    torch.set_num_threads(1)
    with torch.no_grad():
        encoder = random_part(CHANNELS, LATENTS, [1, 1, 1], 0, 2)
        decoder = random_part(LATENTS, CHANNELS, [1, 1, 1], 1, 0)
        write(encoder, decoder, Path(__file__).parent / 'vae', record(encoder, decoder))
