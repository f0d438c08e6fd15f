"""Writes unet/: a small U-Net with random weights as model.json and safetensors, and what PyTorch makes of an input.

python tests/parity/nn/make_unet.py        (torch, safetensors)
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.shared.architecture import conv  # noqa: E402
from models.shared.network import run  # noqa: E402

WIDTH, HEIGHT = 21, 13  # odd at every level: 21×13, 11×7, 6×4


ARCHITECTURE: dict = {
    'inputs': [{'name': 'color', 'channels': 5}, {'name': 'state', 'channels': 2}],
    'layers': [
        conv('enter', ['color', 'state'], 8, activation='leaky-relu', slope=0.2),
        conv('skip0', ['enter'], 8, activation='relu'),
        conv('down1', ['skip0'], 12, stride=2, activation='relu'),
        conv('skip1', ['down1'], 12, residual='down1', activation='relu'),
        conv('down2', ['skip1'], 18, stride=2, activation='leaky-relu'),
        conv('deep', ['down2'], 18, residual='down2', activation='none'),
        conv('up1', ['deep', 'skip1'], 12, upsample=True, activation='relu'),
        conv('coarse', ['up1'], 6, kernel=1, activation='sigmoid'),
        conv('up0', ['up1', 'skip0'], 8, upsample=True, activation='relu'),
        conv('fine', ['up0'], 5, kernel=1, activation='sigmoid'),
    ],
    'outputs': ['coarse', 'fine'],
}


def main():
    torch.manual_seed(1)
    folder = Path(__file__).parent / 'unet'
    folder.mkdir(exist_ok=True)
    channels = {item['name']: item['channels'] for item in ARCHITECTURE['inputs'] + ARCHITECTURE['layers']}
    tensors = {}
    for layer in ARCHITECTURE['layers']:
        fan = sum(channels[source] for source in layer['input']) * layer['kernel'] ** 2
        shape = (layer['channels'], fan // layer['kernel'] ** 2, layer['kernel'], layer['kernel'])
        tensors[f'{layer["name"]}.weight'] = (torch.randn(shape) * (2 / fan) ** 0.5).half()
        tensors[f'{layer["name"]}.bias'] = (torch.randn(layer['channels']) * 0.1).half()
    inputs = {i['name']: torch.randn(i['channels'], HEIGHT, WIDTH).half() for i in ARCHITECTURE['inputs']}
    # Everything is rounded to halves first, so that all sides start from the same numbers.
    maps = run(
        ARCHITECTURE, {k: v.double() for k, v in tensors.items()}, {k: v.double()[None] for k, v in inputs.items()}
    )

    save_file(tensors, folder / 'unet.safetensors')
    recorded = {**inputs, **{name: maps[name][0].float().contiguous() for name in ARCHITECTURE['outputs']}}
    save_file(recorded, folder / 'recorded.safetensors')
    weights = (folder / 'unet.safetensors').read_bytes()
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': 'parity-unet',
        'task': 'parity',
        'architecture': ARCHITECTURE,
        'weights': {'file': 'unet.safetensors', 'bytes': len(weights), 'sha256': hashlib.sha256(weights).hexdigest()},
        'metrics': {},
        'license': 'MIT',
        'training': {'command': 'python tests/parity/nn/make_unet.py', 'torch': torch.__version__},
    }
    (folder / 'model.json').write_text(json.dumps(config, indent=2) + '\n')


if __name__ == '__main__':
    main()
