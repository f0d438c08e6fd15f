"""Records small random text-to-image models and the pictures that diffusers makes with them, for pipelines.test.ts.

pip install diffusers==0.42.1 transformers torch safetensors; python3 tests/parity/image/record_pipelines.py
"""

import json
import shutil
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from diffusers.pipelines.stable_diffusion import pipeline_stable_diffusion_img2img, pipeline_stable_diffusion_inpaint
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

FOLDER = Path(__file__).parent / 'pipelines'
WORDS = FOLDER.parents[3] / 'models/image/data'
PROMPT, NEGATIVE, GUIDANCE, STEPS = 'A small-red Dragon!', 'blue', 2.5, 3


def unet(in_channels: int = 4) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=8,
        in_channels=in_channels,
        block_out_channels=[8, 8],
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=8,
        attention_head_dim=2,
        down_block_types=['DownBlock2D', 'CrossAttnDownBlock2D'],
        up_block_types=['CrossAttnUpBlock2D', 'UpBlock2D'],
    )


def text_encoder(vocabulary: int) -> CLIPTextModel:
    config = CLIPTextConfig(
        vocab_size=vocabulary,
        hidden_size=8,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=12,
        bos_token_id=0,
        eos_token_id=1,
    )
    return CLIPTextModel(config)


def tokenizer() -> CLIPTokenizer:
    files = str(WORDS / 'vocab.json'), str(WORDS / 'merges.txt')
    return CLIPTokenizer(*files, model_max_length=12, unk_token='<|endoftext|>')


def decoder() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=[8, 8],
        down_block_types=['DownEncoderBlock2D'] * 2,
        up_block_types=['UpDecoderBlock2D'] * 2,
        norm_num_groups=4,
        latent_channels=4,
    )


def halve(*modules: torch.nn.Module) -> None:
    """The weights as the files have them."""
    for module in modules:
        for parameter in module.parameters():
            parameter.mul_(1.3)
        module.half().float().eval()


def write(name: str, recorded: dict[str, torch.Tensor]) -> None:
    save_file({key: value.contiguous() for key, value in recorded.items()}, FOLDER / f'{name}.safetensors')


def write_words(folder: Path) -> None:
    shutil.rmtree(folder / 'tokenizer', ignore_errors=True)
    (folder / 'tokenizer').mkdir(parents=True)
    config = {'bos_token': '<|startoftext|>', 'eos_token': '<|endoftext|>', 'pad_token': '<|endoftext|>'}
    (folder / 'tokenizer/tokenizer_config.json').write_text(json.dumps(config) + '\n')


def record_edits(pipeline: StableDiffusionPipeline, noise: torch.Tensor) -> dict[str, torch.Tensor]:
    """A picture begun with another, and two with a mask, by the usual network and by one that reads the mask."""
    # Noise that is known, and of latents the mean: both are drawn otherwise.
    DiagonalGaussianDistribution.sample = lambda self, generator=None: self.mode()
    for module in (pipeline_stable_diffusion_img2img, pipeline_stable_diffusion_inpaint):
        module.randn_tensor = lambda shape, **_: noise[: shape[0]]
    parts = dict(pipeline.components)
    image = (torch.rand(1, 3, 16, 16) * 255).round() / 255
    mask = torch.zeros(1, 1, 16, 16)
    mask[:, :, 3:12, 5:] = 1
    shared = {
        'negative_prompt': NEGATIVE,
        'guidance_scale': GUIDANCE,
        'num_inference_steps': STEPS,
        'output_type': 'pt',
    }
    edit = StableDiffusionImg2ImgPipeline(**parts)
    edited = edit(PROMPT, image=image, strength=0.67, **shared).images
    masked = {'image': image, 'mask_image': mask, 'height': 16, 'width': 16}
    painted = StableDiffusionInpaintPipeline(**parts)(PROMPT, strength=1.0, **masked, **shared).images
    partly = StableDiffusionInpaintPipeline(**parts)(PROMPT, strength=0.67, **masked, **shared).images
    network = unet(9)
    halve(network)
    filled = StableDiffusionInpaintPipeline(**{**parts, 'unet': network})(
        PROMPT, strength=1.0, **masked, **shared
    ).images
    network.save_pretrained(FOLDER / 'inpaint/unet')
    shrink(FOLDER / 'inpaint/unet/diffusion_pytorch_model.safetensors')
    # As it is when the file was read: nothing is known to be a default then.
    settings = {key: value for key, value in pipeline.scheduler.config.items() if key != '_use_default_values'}
    other = StableDiffusionPipeline(**{**parts, 'scheduler': DDIMScheduler.from_config(settings)})
    ddim = other(PROMPT, latents=noise, **shared).images
    pipeline.vae.enable_tiling()
    pipeline.vae.tile_latent_min_size, pipeline.vae.tile_sample_min_size = 8, 16
    wide = torch.randn(1, 4, 8, 14)
    tiled = [pipeline.vae.decode(part).sample for part in (wide[..., :8], wide[..., 6:])]
    return {
        'image': image,
        'mask': mask,
        'edited': edited,
        'painted': painted,
        'partly': partly,
        'filled': filled,
        'ddim': ddim,
        'wide': wide,
        'tiles': torch.cat(tiled),
    }


def latent_model() -> None:
    scheduler = EulerDiscreteScheduler(beta_schedule='scaled_linear', beta_start=0.00085, beta_end=0.012)
    parts = {'unet': unet(), 'vae': decoder(), 'text_encoder': text_encoder(tokenizer().vocab_size)}
    halve(*parts.values())
    pipeline = StableDiffusionPipeline(
        **parts, tokenizer=tokenizer(), scheduler=scheduler, safety_checker=None, feature_extractor=None
    )
    latents = torch.randn(1, 4, 8, 8)
    picture = pipeline(
        PROMPT,
        negative_prompt=NEGATIVE,
        guidance_scale=GUIDANCE,
        num_inference_steps=STEPS,
        latents=latents,
        output_type='pt',
    ).images
    edits = record_edits(pipeline, latents)
    folder = FOLDER / 'latent'
    pipeline.save_pretrained(folder, variant='fp16')
    for file in folder.rglob('*.safetensors'):
        shrink(file)
    write_words(folder)
    write('latent', {'latents': latents, 'picture': picture, **edits})


def shrink(file: Path) -> None:
    from safetensors.torch import load_file

    save_file({key: value.half().contiguous() for key, value in load_file(file).items()}, file)


def pixel_model() -> None:
    network, text, words = unet(), text_encoder(tokenizer().vocab_size), tokenizer()
    halve(network, text)
    folder = FOLDER / 'pixel'
    network.save_pretrained(folder / 'unet')
    text.save_pretrained(folder / 'text_encoder')
    for file in folder.rglob('*.safetensors'):
        shrink(file)
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.save_pretrained(folder / 'scheduler')
    index = {
        '_class_name': 'FrameloomPixelPipeline',
        'text_encoder': ['transformers', 'CLIPTextModel'],
        'tokenizer': ['transformers', 'CLIPTokenizer'],
        'unet': ['diffusers', 'UNet2DConditionModel'],
    }
    (folder / 'model_index.json').write_text(json.dumps(index) + '\n')
    ids = words([PROMPT, NEGATIVE], padding='max_length', truncation=True, return_tensors='pt').input_ids
    hidden = text(ids).last_hidden_state
    latents = torch.randn(1, 4, 8, 8)
    scheduler.set_timesteps(sigmas=[1 - i / STEPS for i in range(STEPS)])
    sample = latents
    for timestep in scheduler.timesteps:
        said, unsaid = network(sample.repeat(2, 1, 1, 1), timestep, hidden).sample.chunk(2)
        sample = scheduler.step(unsaid + GUIDANCE * (said - unsaid), timestep, sample).prev_sample
    write_words(folder)
    write('pixel', {'latents': latents, 'picture': sample / 2 + 0.5, 'ids': ids.float()})


if __name__ == '__main__':
    torch.manual_seed(3)
    FOLDER.mkdir(exist_ok=True)
    with torch.no_grad():
        latent_model()
        pixel_model()
