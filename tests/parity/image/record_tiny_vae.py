"""Records a small random `AutoencoderTiny` of `diffusers` and what it makes of a picture, for tiny-vae.test.ts.

pip install diffusers==0.42.1 torch safetensors; python3 tests/parity/image/record_tiny_vae.py
"""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save_file

torch.manual_seed(7)
model = AutoencoderTiny(
    latent_channels=4,
    encoder_block_out_channels=(8, 8, 8),
    decoder_block_out_channels=(8, 8, 8),
    num_encoder_blocks=(1, 2, 1),
    num_decoder_blocks=(2, 1, 1),
)
with torch.no_grad():
    for parameter in model.parameters():
        parameter.mul_(1.6)
    picture = torch.rand(1, 3, 16, 24)
    latent = model.encode(picture * 2 - 1).latents
    # Far enough out for the clamp to matter.
    given = latent * 4
    decoded = model.decode(given).sample / 2 + 0.5
folder = Path(__file__).parent
config = {key: value for key, value in model.config.items() if not key.startswith('_use_default')}
(folder / 'tiny-vae.json').write_text(json.dumps({'_class_name': 'AutoencoderTiny', **config}) + '\n')
tensors = {key: value.contiguous() for key, value in model.state_dict().items()}
recorded = {'picture': picture, 'latent': latent, 'given': given, 'decoded': decoded}
save_file(
    {**tensors, **{f'recorded.{key}': value.contiguous() for key, value in recorded.items()}},
    folder / 'tiny-vae.safetensors',
)
