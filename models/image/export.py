"""Writes runs as folders that packages/image reads: diffusers' layout for `tiles` and `tiles-vae`, model.json for `tiles-gan`.

python -m models.image.export --data models/image/data [--painter RUN] [--fast RUN] [--vae RUN] [--gan RUN] [--judge RUN] [--figures FILE]
"""

import argparse
import json
import shutil
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor, nn

from models.image.bpe import BEGIN, END, LENGTH, Bpe
from models.image.colours import COLOURS
from models.image.distil import INTERVALS
from models.image.flow import load_painter
from models.image.gan import NOISE, check_whole, describe_whole, load_gan
from models.image.judge import load_judge
from models.image.train import GUIDANCE, STEPS
from models.image.vae import WEIGHTS, load_vae
from models.image.vae import config as vae_config
from models.image.words import JUDGED
from models.shared.export import LICENSE, describe_training, read_metrics, write_model

DATA = '4,357 tiles of Dungeon Crawl Stone Soup (CC0 1.0), mirrored and recoloured'
SCHEDULER = {'_class_name': 'FlowMatchEulerDiscreteScheduler', 'num_train_timesteps': 1000, 'shift': 1.0}


def halves(module: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().cpu().half().contiguous() for name, value in module.state_dict().items()}


def write_json(file: Path, content: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + '\n')


def write_part(folder: Path, config: dict, module: nn.Module, name: str) -> None:
    write_json(folder / 'config.json', config)
    save_file(halves(module), folder / name, {'format': 'pt'})


def write_card(file: Path, module: str, run: str, figures: dict) -> None:
    training = describe_training(module, read_metrics(run), DATA)
    write_json(file, {'license': LICENSE, 'training': training, 'figures': figures})


def export_painter(run: str, data: Path, folder: Path, figures: dict) -> None:
    painter = load_painter(run, len(Bpe(data).vocabulary), 'cpu')
    unet, text = painter.unet, painter.text_encoder
    write_part(folder / 'unet', unet.spec.config(), unet, 'diffusion_pytorch_model.safetensors')
    write_part(folder / 'text_encoder', text.spec.config(), text, 'model.safetensors')
    write_json(folder / 'scheduler/scheduler_config.json', SCHEDULER)
    tokenizer = folder / 'tokenizer'
    tokenizer.mkdir(parents=True, exist_ok=True)
    for name in ('vocab.json', 'merges.txt'):
        shutil.copyfile(data / name, tokenizer / name)
    ends = {'bos_token': BEGIN, 'eos_token': END, 'pad_token': END, 'unk_token': END}
    write_json(
        tokenizer / 'tokenizer_config.json',
        {'tokenizer_class': 'CLIPTokenizer', 'model_max_length': LENGTH, 'do_lower_case': True, **ends},
    )
    index = {
        '_class_name': 'FrameloomPixelPipeline',
        'scheduler': ['diffusers', SCHEDULER['_class_name']],
        'text_encoder': ['transformers', 'CLIPTextModel'],
        'tokenizer': ['transformers', 'CLIPTokenizer'],
        'unet': ['diffusers', 'UNet2DConditionModel'],
        # The network paints RGBA, multiplied by alpha, and no latents; sigmas go down in equal steps.
        'premultiplied_alpha': True,
        'num_inference_steps': STEPS,
        'guidance_scale': GUIDANCE,
        'variants': {'fast': {'components': ['unet'], 'num_inference_steps': INTERVALS, 'guidance_scale': 1}},
    }
    write_json(folder / 'model_index.json', index)
    write_card(folder / 'card.json', 'models.image.train', run, figures)


def export_fast(run: str, data: Path, folder: Path, figures: dict) -> None:
    """Another U-Net for the same text encoder."""
    painter = load_painter(run, len(Bpe(data).vocabulary), 'cpu')
    write_part(folder / 'unet', painter.unet.spec.config(), painter.unet, 'diffusion_pytorch_model.fast.safetensors')
    write_card(folder / 'card.fast.json', 'models.image.distil', run, figures)


def export_vae(run: str, folder: Path, figures: dict) -> None:
    network, mean, root = load_vae(run, 'cpu')
    write_part(folder, vae_config(), network, WEIGHTS)
    # Samples: mean + root · z, z normal, as [LATENTS, GRID, GRID].
    save_file({'mean': mean.half(), 'root': root.half().contiguous()}, folder / 'prior.safetensors', {'format': 'pt'})
    write_card(folder / 'card.json', 'models.image.vae', run, figures)


def export_gan(run: str, folder: Path, figures: dict) -> None:
    network = load_gan(run, 'cpu')
    if check_whole(network) > 1e-4:
        raise SystemExit('the described network computes something else than the one that was trained')
    fields = {
        'name': 'tiles-gan',
        'task': 'image-gan',
        'architecture': describe_whole(),
        'metrics': figures,
        'training': describe_training('models.image.gan', read_metrics(run), DATA),
    }
    tensors = {name: value.detach().half().contiguous() for name, value in network.tensors().items()}
    write_model(folder, tensors, fields)
    # After the noise one number for each word, in this order: 1 for what is asked for. Of each list at most one.
    write_json(folder / 'conditions.json', {'noise': NOISE, 'words': [list(JUDGED), list(COLOURS)]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    for name in ('painter', 'fast', 'vae', 'gan', 'judge', 'figures'):
        parser.add_argument(f'--{name}')
    parser.add_argument('--out', default='models/image')
    options = parser.parse_args()
    data, out = Path(options.data), Path(options.out)
    figures = (
        json.loads(Path(options.figures).read_text()) if options.figures and Path(options.figures).exists() else {}
    )
    shared = {name: value for name, value in figures.items() if not isinstance(value, dict) or name == 'classifier'}
    of = lambda name: {**shared, **figures.get(name, {})}
    if options.painter:
        export_painter(options.painter, data, out / 'tiles', of('painter'))
    if options.fast:
        export_fast(options.fast, data, out / 'tiles', of('fast'))
    if options.vae:
        export_vae(options.vae, out / 'tiles-vae', of('vae'))
    if options.judge:
        judge = load_judge(options.judge, 'cpu')
        (out / 'judge').mkdir(exist_ok=True)
        save_file(halves(judge), out / 'judge/judge.safetensors', {'format': 'pt'})
        write_card(out / 'judge/card.json', 'models.image.judge', options.judge, of('classifier'))
    if options.gan:
        export_gan(options.gan, out / 'tiles-gan', of('gan'))
    print(sorted(str(file.relative_to(out)) for file in out.rglob('*.safetensors')))


if __name__ == '__main__':
    main()
