"""Architectures: the `architecture` of model.json, as a recipe describes it and as it is checked and counted."""

from fractions import Fraction

from models.shared.functions import Layer
from models.shared.operators import OPERATORS
from models.shared.shape import Shape

Architecture = dict  # {'inputs': [{'name', 'channels'}], 'layers': [Layer], 'outputs': [name]}


def conv(name: str, inputs: str | list[str], channels: int, kernel: int = 3, activation: str = 'none', **more) -> Layer:
    """A convolution. `more`: stride, upsample, residual, slope."""
    inputs = [inputs] if isinstance(inputs, str) else inputs
    fields = {'name': name, 'op': 'conv2d', 'input': inputs, 'channels': channels, 'kernel': kernel}
    return {**fields, 'activation': activation, **more}


def sources(layer: Layer) -> list[str]:
    """The maps that a layer reads, a residual last."""
    return [*layer['input'], *([layer['residual']] if 'residual' in layer else [])]


def shapes_of(architecture: Architecture) -> dict[str, Shape]:
    """The shape of every map, by name."""
    shapes = {
        item['name']: Shape(item['channels']).scaled(Fraction(2) ** -item.get('level', 0))
        for item in architecture['inputs']
    }
    for layer in architecture['layers']:
        if layer['op'] not in OPERATORS:
            known = ', '.join(OPERATORS)
            raise ValueError(f'layer {layer["name"]}: no operator is called {layer["op"]}. There are: {known}.')
        shapes[layer['name']] = OPERATORS[layer['op']].shape(layer, [shapes[name] for name in sources(layer)])
    return shapes


def count_macs(architecture: Architecture, size: tuple[int, int] | None = None) -> dict[str, int]:
    """Multiply-adds by layer: at a size (width, height), or per pixel of the inputs."""
    shapes, macs = shapes_of(architecture), {}
    for layer in architecture['layers']:
        shape = shapes[layer['name']]
        if size is not None:
            height, width = shape.size(size[1], size[0])
            pixels = height * width
        else:
            pixels = 0 if isinstance(shape.width, int) or isinstance(shape.height, int) else shape.width * shape.height
        inputs = [shapes[name] for name in sources(layer)]
        macs[layer['name']] = round(OPERATORS[layer['op']].macs(layer, inputs) * pixels)
    return macs
