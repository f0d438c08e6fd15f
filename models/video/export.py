"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python export.py RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of train.py or train_colour.py; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save

from colour_network import ColourNetwork
from network import Network, count_macs

LICENSE = 'MIT'
DATA = [
    'Big Buck Bunny, Blender Foundation, www.bigbuckbunny.org, CC BY 3.0',
    'Timelapse of Lake Bled, Fabio Casati, Wikimedia Commons, CC BY 3.0',
    'environment maps, Poly Haven, CC0',
    'game tiles, Dungeon Crawl Stone Soup, CC0',
    'text and shapes drawn by sources.py',
]


def describe_training(metrics):
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
    script = 'train_colour.py' if 'grey' in metrics else 'train.py'
    data = DATA[:3] if 'grey' in metrics else DATA  # colour is learned from pictures of the world alone
    return {'command': f'{start} {script} --data DATA --out RUN {flags}', 'data': data, 'steps': last['step'], 'minutes': last['minutes']}


def export(run, out, more_metrics=None):
    checkpoint = torch.load(Path(run) / 'checkpoint.pt', map_location='cpu', weights_only=True)
    is_colour = checkpoint['tier'] == 'colour'
    network = ColourNetwork() if is_colour else Network(checkpoint['tier'], checkpoint['shape'])
    network.load_state_dict(checkpoint['average'])
    tier = network.tier
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
    pick = lambda numbers: {name: round(numbers[name], 3) for name in (('psnr', 'colourfulness') if is_colour else ('clean', 'mild', 'harsh'))}
    without = 'grey' if is_colour else 'bicubic'
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': f'video-{tier}',
        'task': 'video-colour' if is_colour else 'video-2x',
        'architecture': network.architecture,
        'weights': {'file': f'{tier}.safetensors', 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()},
        'metrics': {
            'macs_per_pixel': macs,
            'validation' if is_colour else 'validation_psnr': {without: pick(metrics[without]), 'learned': pick(last)},
            **(more_metrics or {}),
        },
        'license': LICENSE,
        'training': describe_training(metrics),
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
