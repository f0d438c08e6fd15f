"""Records small random components of diffusers and transformers and what they compute, for components.test.ts.

pip install diffusers==0.42.1 transformers torch safetensors; python3 tests/parity/image/record_components.py
"""

import json
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

FOLDER = Path(__file__).parent / 'components'
# As in Stable Diffusion 2: heads by stage, linear layers around transformers, two blocks in each.
UNET = {
    'sample_size': 8,
    'block_out_channels': [16, 16],
    'layers_per_block': 1,
    'norm_num_groups': 8,
    'cross_attention_dim': 12,
    'attention_head_dim': [2, 2],
    'use_linear_projection': True,
    'transformer_layers_per_block': 2,
    'down_block_types': ['CrossAttnDownBlock2D', 'DownBlock2D'],
    'up_block_types': ['UpBlock2D', 'CrossAttnUpBlock2D'],
}


def scatter(model: torch.nn.Module) -> None:
    """Weights large enough for every layer to matter, norms included."""
    for parameter in model.parameters():
        if parameter.ndim == 1:
            parameter.add_(0.2 * torch.randn_like(parameter))
        else:
            parameter.mul_(1.4)


def write(name: str, model: torch.nn.Module, config: dict, recorded: dict[str, torch.Tensor]) -> None:
    tensors = {key: value.half().contiguous() for key, value in model.state_dict().items()}
    kept = {f'recorded.{key}': value.contiguous() for key, value in recorded.items()}
    save_file({**tensors, **kept}, FOLDER / f'{name}.safetensors')
    plain = {key: value for key, value in config.items() if not key.startswith('_use_default')}
    (FOLDER / f'{name}.json').write_text(json.dumps(plain) + '\n')


def in_halves(model: torch.nn.Module) -> torch.nn.Module:
    """With the weights that the file holds."""
    return model.half().float().eval()


def unet(name: str, options: dict) -> None:
    model = UNet2DConditionModel(**options)
    scatter(model)
    in_halves(model)
    sample, text = torch.randn(1, 4, 8, 12), torch.randn(1, 7, 12)
    output = model(sample, torch.tensor([321.0]), text).sample
    config = {**model.config, '_class_name': 'UNet2DConditionModel'}
    write(name, model, config, {'sample': sample, 'text': text, 'output': output})


def text_encoder() -> None:
    config = CLIPTextConfig(
        vocab_size=40,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=9,
        eos_token_id=2,
    )
    model = CLIPTextModel(config)
    scatter(model)
    in_halves(model)
    ids = torch.tensor([[1, 5, 39, 0, 7, 2, 2, 2, 2]])
    write('text-encoder', model, config.to_dict(), {'ids': ids.float(), 'output': model(ids).last_hidden_state})


if __name__ == '__main__':
    torch.manual_seed(11)
    FOLDER.mkdir(exist_ok=True)
    with torch.no_grad():
        unet('unet2', UNET)
        text_encoder()
