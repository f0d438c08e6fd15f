"""Records a small random Stable Diffusion 3 and the pictures that diffusers makes with it, for transformer.test.ts.

pip install diffusers==0.42.1 transformers torch safetensors; python3 tests/parity/image/record_transformer.py
"""

import json
import shutil
from pathlib import Path

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer

FOLDER = Path(__file__).parent / 'pipelines'
WORDS = FOLDER.parents[3] / 'models/image/data'
PROMPT, NEGATIVE, GUIDANCE, STEPS = 'A small-red Dragon!', 'blue', 2.5, 3


def tokenizer() -> CLIPTokenizer:
    files = str(WORDS / 'vocab.json'), str(WORDS / 'merges.txt')
    return CLIPTokenizer(*files, model_max_length=12, unk_token='<|endoftext|>')


# Shapes are alike wherever they may be: software drivers take seconds for each shader.
def text_encoder(width: int, projection: int) -> CLIPTextModelWithProjection:
    config = CLIPTextConfig(
        vocab_size=tokenizer().vocab_size,
        hidden_size=width,
        intermediate_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=12,
        projection_dim=projection,
        bos_token_id=0,
        eos_token_id=1,
    )
    return CLIPTextModelWithProjection(config)


def transformer() -> SD3Transformer2DModel:
    return SD3Transformer2DModel(
        sample_size=8,
        patch_size=2,
        in_channels=4,
        num_layers=2,
        attention_head_dim=4,
        num_attention_heads=2,
        joint_attention_dim=20,
        caption_projection_dim=8,
        pooled_projection_dim=20,
        out_channels=4,
        pos_embed_max_size=10,
        dual_attention_layers=(0,),
        qk_norm='rms_norm',
    )


def autoencoder() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=[8, 8],
        down_block_types=['DownEncoderBlock2D'] * 2,
        up_block_types=['UpDecoderBlock2D'] * 2,
        norm_num_groups=4,
        latent_channels=4,
        mid_block_add_attention=False,
        use_quant_conv=False,
        use_post_quant_conv=False,
        scaling_factor=1.5305,
        shift_factor=0.0609,
    )


def halve(*modules: torch.nn.Module) -> None:
    """The weights as the files have them."""
    for module in modules:
        for name, parameter in module.named_parameters():
            parameter.mul_(1.3)
            if 'norm' in name and 'linear' in name:
                parameter.mul_(2)  # so that what is modulated shows
        module.half().float().eval()


def main() -> None:
    parts = {
        'transformer': transformer(),
        'vae': autoencoder(),
        'text_encoder': text_encoder(8, 8),
        'text_encoder_2': text_encoder(8, 12),
    }
    halve(*parts.values())
    pipeline = StableDiffusion3Pipeline(
        **parts,
        tokenizer=tokenizer(),
        tokenizer_2=tokenizer(),
        text_encoder_3=None,
        tokenizer_3=None,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )
    # What the network itself makes, of another shape than what it was trained on.
    sample, text = torch.randn(1, 4, 6, 8), torch.randn(1, 40, 20)
    pooled, timestep = torch.randn(1, 20), torch.tensor([321.0])
    network = parts['transformer']
    output = network(sample, encoder_hidden_states=text, pooled_projections=pooled, timestep=timestep).sample
    latents = torch.randn(1, 4, 8, 8)
    picture = pipeline(
        PROMPT,
        negative_prompt=NEGATIVE,
        guidance_scale=GUIDANCE,
        num_inference_steps=STEPS,
        latents=latents,
        output_type='pt',
    ).images
    folder = FOLDER / 'transformer'
    shutil.rmtree(folder, ignore_errors=True)
    pipeline.save_pretrained(folder)
    for file in folder.rglob('*.safetensors'):
        save_file({key: value.half().contiguous() for key, value in load_file(file).items()}, file)
    config = {'bos_token': '<|startoftext|>', 'eos_token': '<|endoftext|>', 'pad_token': '<|endoftext|>'}
    for name in ('tokenizer', 'tokenizer_2'):
        shutil.rmtree(folder / name)
        (folder / name).mkdir()
        (folder / name / 'tokenizer_config.json').write_text(json.dumps(config) + '\n')
    recorded = {
        'sample': sample,
        'text': text,
        'pooled': pooled,
        'output': output,
        'latents': latents,
        'picture': picture,
    }
    save_file({key: value.contiguous() for key, value in recorded.items()}, FOLDER / 'transformer.safetensors')


if __name__ == '__main__':
    torch.manual_seed(8)
    torch.set_num_threads(1)
    with torch.no_grad():
        main()
