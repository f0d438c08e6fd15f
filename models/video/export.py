"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python export.py RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of one of the recipes; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save

from evaluate import network_of
from network import TIERS, count_macs

LICENSE = 'MIT'
DATA = [
    'Big Buck Bunny, Blender Foundation, www.bigbuckbunny.org, CC BY 3.0',
    'Timelapse of Lake Bled, Fabio Casati, Wikimedia Commons, CC BY 3.0',
    'environment maps, Poly Haven, CC0',
    'game tiles, Dungeon Crawl Stone Soup, CC0',
    'text and shapes drawn by sources.py, collages of collages.py',
    'rendered scenes of models/upscale',
]
WORLD = DATA[:3]  # colour is learned from pictures of the world alone


@dataclass
class Recipe:
    """What differs between the networks of this folder."""

    script: str
    task: str
    without: str  # name of the figures without a network
    figures: tuple
    data: list


ENLARGING = Recipe('train.py', 'video-2x', 'bicubic', ('clean', 'mild', 'harsh'), DATA)
RECIPES = {
    **dict.fromkeys(TIERS, ENLARGING),
    'colour': Recipe('train_colour.py', 'video-colour', 'grey', ('psnr', 'colourfulness'), WORLD),
    'degradation': Recipe('train_degradation.py', 'video-degradation', 'told 0.5', ('clean', 'mild', 'harsh'), DATA),
}


def describe_training(recipe, metrics):
    """How the run was made, from its metrics.json."""
    options = {key: value for key, value in metrics['options'].items() if key not in ('data', 'out', 'resume', 'device', 'processes')}
    last = metrics['evaluations'][-1]
    if options.get('begin'):
        options['begin'] = 'OLDER'  # whatever its path was
    words = lambda value: ' '.join(map(str, value)) if isinstance(value, list) else value
    named = [(f'--{key.replace("_", "-")}', words(value)) for key, value in options.items()]
    flags = ' '.join(name if value is True else f'{name} {value}' for name, value in named if value is not None and value is not False)
    processes = metrics['options'].get('processes', 1)
    start = 'python' if processes == 1 else f'torchrun --nproc-per-node {processes}'
    command = f'{start} {recipe.script} --data DATA --out RUN {flags}'
    return {'command': command, 'data': recipe.data, 'steps': last['step'], 'minutes': last['minutes']}


def export(run, out, more_metrics=None):
    checkpoint = torch.load(Path(run) / 'checkpoint.pt', map_location='cpu', weights_only=True)
    tier = checkpoint['tier']
    recipe = RECIPES[tier]
    network = network_of(checkpoint)
    folder = Path(out) / tier
    folder.mkdir(parents=True, exist_ok=True)
    tensors = network.rounded_weights()
    for name, values in tensors.items():
        if not torch.isfinite(values.float()).all():
            raise SystemExit(f'{name} does not fit half precision. Train longer with a smaller rate.')
    data = save(tensors, {'format': 'pt'})
    (folder / f'{tier}.safetensors').write_bytes(data)
    metrics = json.loads((Path(run) / 'metrics.json').read_text())
    macs = sum(count_macs(network.architecture).values())
    last = metrics['evaluations'][-1]
    pick = lambda numbers: {name: round(numbers[name], 3) for name in recipe.figures}
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': f'video-{tier}',
        'task': recipe.task,
        'architecture': network.architecture,
        'weights': {'file': f'{tier}.safetensors', 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()},
        'metrics': {
            'macs_per_pixel': macs,
            'validation': {recipe.without: pick(metrics[recipe.without]), 'learned': pick(last)},
            **(more_metrics or {}),
        },
        'license': LICENSE,
        'training': describe_training(recipe, metrics),
    }
    (folder / 'model.json').write_text(json.dumps(config, indent=2, ensure_ascii=False) + '\n')
    print(f'{folder}: {len(data)} bytes of weights, {macs} multiply-adds per input pixel, SHA-256 {config["weights"]["sha256"]}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run')
    parser.add_argument('--out', default=str(Path(__file__).resolve().parent))
    parser.add_argument('--metrics', nargs='*', default=[], help='NAME=FILE of numbers to include')
    options = parser.parse_args()
    pairs = (item.partition('=') for item in options.metrics)
    export(options.run, options.out, {name: json.loads(Path(file).read_text()) for name, _, file in pairs})


if __name__ == '__main__':
    main()
