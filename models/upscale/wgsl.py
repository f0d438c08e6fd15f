"""The numbers that stand in the upscaler's shaders, so that what is trained is what runs."""

import re
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[2] / 'packages'
SOURCES = PACKAGES / 'upscale/src'
FRAME = PACKAGES / 'gpu/src/frame/wgsl'
DECLARATION = re.compile(r'^(?:override|const) (\w+)(?::\s*\w+)? = (-?[\d.]+(?:e-?\d+)?(?: / [\d.]+)?);', re.MULTILINE)


def read_numbers(path):
    """Every `override name = number` and `const name = number` of a WGSL file, by name."""
    numbers = {}
    for name, text in DECLARATION.findall(path.read_text()):
        top, _, bottom = text.partition(' / ')
        numbers[name] = float(top) / float(bottom or 1)
    return numbers


def read_tuning():
    """Numbers of all passes that training copies: {pass: {name: value}}."""
    passes = ['exposure', 'pyramid', 'classify', 'sharpen']
    tuning = {name: read_numbers(SOURCES / f'passes/{name}/{name}.wgsl') for name in passes}
    libraries = {
        'accumulate': SOURCES / 'lib/tuning.wgsl',
        'color': FRAME / 'color.wgsl',
        'filter': FRAME / 'filter.wgsl',
    }
    return tuning | {name: read_numbers(path) for name, path in libraries.items()}


TUNING = read_tuning()

if __name__ == '__main__':
    for name, numbers in TUNING.items():
        print(name, numbers)
