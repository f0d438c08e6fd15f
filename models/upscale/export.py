"""Writes a trained network as packages/nn reads it: TIER/model.json and TIER/TIER.safetensors, weights in half precision.

    python export.py RUN [--out FOLDER] [--metrics NAME=FILE …]

RUN is a folder of train.py; FOLDER is this one by default. `--metrics test=numbers.json` adds numbers of evaluate.py.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save

from evaluate import load_network
from network import count_macs

LICENSE = 'MIT'


def describe_training(metrics):
    """How the run was made, from its metrics.json."""
    options = {key: value for key, value in metrics['options'].items() if key not in ('data', 'out', 'resume', 'device', 'processes')}
    last = metrics['evaluations'][-1]
    named = [(f'--{key.replace("_", "-")}', value) for key, value in options.items()]
    flags = ' '.join(name if value is True else f'{name} {value}' for name, value in named if value not in (None, False))
    processes = metrics['options'].get('processes', 1)
    start = 'python' if processes == 1 else f'torchrun --nproc-per-node {processes}'
    return {
        'command': f'{start} train.py --data DATA --out RUN {flags}',
        'data': 'rendered by `npm run data`, see data/README.md',
        'steps': last['step'],
        'minutes': last['minutes'],
        # The analytic path's constants that the network was trained around.
        'tuning': metrics['tuning'],
    }


def export(run, out, more_metrics=None):
    network = load_network(run)
    network.scales.fill_(1)
    tier = network.tier
    folder = Path(out) / tier
    folder.mkdir(parents=True, exist_ok=True)
    tensors = network.folded_weights()
    for name, values in tensors.items():
        if not torch.isfinite(values.float()).all():
            raise SystemExit(f'{name} does not fit half precision. Train longer with a smaller rate.')
    data = save(tensors, {'format': 'pt'})
    (folder / f'{tier}.safetensors').write_bytes(data)
    metrics = json.loads((Path(run) / 'metrics.json').read_text())
    macs = count_macs(network.architecture)
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': f'upscale-{tier}',
        'task': 'upscale',
        'architecture': network.architecture,
        'weights': {'file': f'{tier}.safetensors', 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()},
        'metrics': {
            'macs_960x540': sum(macs.values()),
            'validation': {**metrics['baselines'], 'learned': metrics['evaluations'][-1]['validation']},
            **(more_metrics or {}),
        },
        'license': LICENSE,
        'training': describe_training(metrics),
    }
    (folder / 'model.json').write_text(json.dumps(config, indent=2) + '\n')
    print(f'{folder}: {len(data)} bytes of weights, {sum(macs.values()) / 1e9:.3f} GMAC, SHA-256 {config["weights"]["sha256"]}')


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
