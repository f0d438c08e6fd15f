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
        layer('codes', 'lookup', ['classes'], channels=6, classes=CLASSES),
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
        layer('pointed', 'pointer-arg-max', ['state', 'classes'], reach=[1, 1]),
        layer('tokens', 'to-matrix', ['normed']),
        layer('even', 'layer-norm', ['tokens'], epsilon=1e-4),
        layer('all', 'linear', ['even'], channels=32),
        layer('seen', 'attention', ['all'], heads=4, kvHeads=2, causal=True, window=30),
        layer('after', 'linear', ['seen'], channels=12, residual='tokens'),
        layer('scaled', 'rms-norm', ['after'], groups=3, weightOffset=1),
        layer('wide', 'linear', ['scaled'], channels=20, gated=True, activation='gelu-tanh'),
        layer('thin', 'linear', ['wide'], channels=12, weights='f16'),
        layer('cross', 'attention', ['thin', 'even', 'tokens'], heads=3, scale=0.4),
        layer('rows', 'to-map', ['cross']),
    ],
    'outputs': ['instance', 'state', 'rounded', 'mean', 'best', 'pointed', 'rows'],
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
        'even.weight': (12,),
        'all.weight': (32, 12),
        'all.bias': (32,),
        'after.weight': (12, 16),
        'scaled.weight': (4,),
        'scaled.bias': (4,),
        'wide.weight': (20, 12),
        'wide.bias': (20,),
        'wide.gated.weight': (20, 12),
        'wide.gated.bias': (20,),
        'thin.weight': (12, 20),
        'thin.bias': (12,),
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
