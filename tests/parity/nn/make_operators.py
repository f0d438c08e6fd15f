"""Writes operators/: a small graph of the operators beside convolutions, random weights, and what PyTorch makes of an input.

python tests/parity/nn/make_operators.py        (torch, safetensors)
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
from models.shared.network import run  # noqa: E402

WIDTH, HEIGHT, CLASSES = 21, 13, 7


def layer(name, op, inputs, **more):
    return {'name': name, 'op': op, 'input': inputs, **more}


ARCHITECTURE: dict = {
    'inputs': [{'name': 'picture', 'channels': 6}, {'name': 'classes', 'channels': 1, 'values': 'u8'}],
    'layers': [
        layer('codes', 'lookup', ['classes'], channels=6),
        layer('sum', 'add', ['picture', 'codes'], activation='gelu'),
        layer('mirrored', 'conv2d', ['sum'], channels=8, kernel=3, padding='reflect', activation='gelu-tanh'),
        layer('half', 'conv2d', ['mirrored'], channels=12, kernel=3, stride=2, padding='reflect'),
        layer('normed', 'group-norm', ['half'], groups=3, activation='silu'),
        layer('back', 'depth-to-space', ['normed'], factor=2),
        layer('pooled', 'average-pool', ['mirrored'], kernel=3, stride=2),
        layer('larger', 'resize', ['pooled'], factor=[4, 2]),
        layer('small', 'average-pool', ['larger'], kernel=2),
        layer('instance', 'instance-norm', ['small'], epsilon=1e-3),
        layer('quick', 'activation', ['picture'], activation='quick-gelu'),
        layer('joined', 'concat', ['quick', 'back', 'mirrored']),
        layer('gates', 'conv2d', ['joined'], channels=17, kernel=1, activation='sigmoid'),
        layer('candidate', 'conv2d', ['joined'], channels=17, kernel=1, activation='tanh'),
        layer('state', 'gate', ['joined', 'gates', 'candidate']),
        layer('rounded', 'round-levels', ['state'], levels=17),
        layer('mean', 'average-pool', ['state'], **{'global': True}),
        layer('best', 'arg-max', ['state']),
    ],
    'outputs': ['instance', 'state', 'rounded', 'mean', 'best'],
}


def main():
    torch.manual_seed(2)
    folder = Path(__file__).parent / 'operators'
    folder.mkdir(exist_ok=True)
    shapes = {
        'codes.weight': (CLASSES, 6),
        'mirrored.weight': (8, 6, 3, 3),
        'mirrored.bias': (8,),
        'half.weight': (12, 8, 3, 3),
        'normed.weight': (12,),
        'normed.bias': (12,),
        'instance.bias': (8,),
        'gates.weight': (17, 17, 1, 1),
        'candidate.weight': (17, 17, 1, 1),
        'candidate.bias': (17,),
    }
    # Everything is rounded to halves first, so that all sides start from the same numbers.
    tensors = {
        name: (torch.randn(shape) * max(1, torch.Size(shape[1:]).numel()) ** -0.5).half()
        for name, shape in shapes.items()
    }
    inputs = {
        'picture': torch.randn(6, HEIGHT, WIDTH).half(),
        'classes': torch.randint(CLASSES, (1, HEIGHT, WIDTH)).to(torch.uint8),
    }
    doubles = {name: value.double() for name, value in tensors.items()}
    maps = run(ARCHITECTURE, doubles, {name: value.double()[None] for name, value in inputs.items()})

    save_file(tensors, folder / 'operators.safetensors')
    recorded = {**inputs, **{name: maps[name][0].float().contiguous() for name in ARCHITECTURE['outputs']}}
    save_file(recorded, folder / 'recorded.safetensors')
    weights = (folder / 'operators.safetensors').read_bytes()
    config = {
        'format': 'frameloom-model',
        'version': 1,
        'name': 'parity-operators',
        'task': 'parity',
        'architecture': ARCHITECTURE,
        'weights': {
            'file': 'operators.safetensors',
            'bytes': len(weights),
            'sha256': hashlib.sha256(weights).hexdigest(),
        },
        'metrics': {},
        'license': 'MIT',
        'training': {'command': 'python tests/parity/nn/make_operators.py', 'torch': torch.__version__},
    }
    (folder / 'model.json').write_text(json.dumps(config, indent=2) + '\n')


if __name__ == '__main__':
    main()
