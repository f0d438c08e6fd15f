import { createTensor, parseArchitecture, type Conv2dLayer, type Tensor } from '@frameloom/nn';
import { describe, expect, test } from 'vitest';
import { levelOf, mapShape, sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { estimateNetwork } from '../../../packages/nn/src/network/estimate.ts';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';
import { errorOf } from '../gpu/files.ts';

const conv = (name: string, input: string[], channels: number, more: object = {}): Conv2dLayer => ({
  name,
  op: 'conv2d',
  input,
  channels,
  kernel: 3,
  ...more,
});

const layers = [
  conv('a', ['in'], 16),
  conv('b', ['a'], 24, { stride: 2 }),
  conv('c', ['b'], 24, { residual: 'b' }),
  conv('d', ['c', 'a'], 16, { upsample: true }),
  conv('e', ['d'], 3, { kernel: 1 }),
];
const unet = { inputs: [{ name: 'in', channels: 5 }], layers, outputs: ['e'] };

/** Tensors of the right shapes for layers that each read what the list says. */
function tensorsOf(counts: Record<string, number>, list = layers): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const { name, input, channels, kernel } of list) {
    const inputs = input.reduce((sum, source) => sum + (counts[source] ?? 0), 0);
    const shape = [channels, inputs, kernel, kernel];
    tensors.set(`${name}.weight`, createTensor(shape, new Float32Array(channels * inputs * kernel * kernel)));
    tensors.set(`${name}.bias`, createTensor([channels], new Float32Array(channels)));
  }
  return tensors;
}

const counts = { in: 5, a: 16, b: 24, c: 24, d: 16, e: 3 };

test('a generator goes from one pixel to many', () => {
  const layers = [64, 32, 16, 8, 4, 3].map((channels, i) =>
    conv(`up${i}`, [i === 0 ? 'z' : `up${i - 1}`], channels, { upsample: true }),
  );
  const net = { inputs: [{ name: 'z', channels: 8 }], layers, outputs: ['up5'] };
  const bytes = estimateNetwork(net, { width: 1, height: 1 }, 'f32');
  // Weights as they lie on the device, and the largest maps between layers, of 4×16×16 and 4×32×32 numbers and more.
  expect(bytes).toBeGreaterThan(4 * (64 * 8 + 32 * 64 + 16 * 32 + 8 * 16 + 4 * 8 + 3 * 4) * 9);
});

describe('a plan', () => {
  test('knows channels and levels', () => {
    const plan = planNetwork('net', unet, tensorsOf(counts));
    expect(Object.fromEntries(plan.shapes)).toEqual({
      in: mapShape(5),
      a: mapShape(16),
      b: mapShape(24, 1),
      c: mapShape(24, 1),
      d: mapShape(16),
      e: mapShape(3),
    });
    expect([...plan.shapes.values()].map(levelOf)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(plan.layers.map(({ inputs }) => inputs.length)).toEqual([1, 1, 2, 2, 1]);
  });

  test('goes beyond the size of its inputs', () => {
    const net = change(1, { upsample: true });
    const small = { ...net, layers: net.layers.slice(0, 2), outputs: ['b'] };
    const wide = new Map([['b.weight', createTensor([24, 16, 3, 3], new Float32Array(24 * 144))]]);
    // A stride and an enlargement meet again at the size of the input.
    expect(planNetwork('net', small, new Map([...tensorsOf(counts), ...wide])).shapes.get('b')).toEqual(
      mapShape(24),
    );
    const larger = { ...small, layers: [layers[0]!, conv('b', ['a'], 24, { upsample: true })] };
    const shape = planNetwork('net', larger, tensorsOf(counts)).shapes.get('b')!;
    expect(shape).toEqual(mapShape(24, -1));
    expect(sizeOf(shape, { width: 7, height: 5 })).toEqual({ width: 14, height: 10 });
  });

  test('shares buffers, never between maps that live at the same time', () => {
    const chain = ['in', 'p', 'q', 'r', 's', 't'];
    const list = chain
      .slice(1)
      .map((name, i) => conv(name, [chain[i]!], 8, i === 3 ? { residual: 'p' } : {}));
    const net = { inputs: [{ name: 'in', channels: 8 }], layers: list, outputs: ['t'] };
    const all = Object.fromEntries(chain.map((name) => [name, 8]));
    const { slots, slotShapes } = planNetwork('net', net, tensorsOf(all, list));
    // p lives until s; q and r take turns with nobody; s takes the place of q.
    expect(Object.fromEntries(slots)).toEqual({ p: 0, q: 1, r: 2, s: 1 });
    expect(slotShapes).toHaveLength(3);
  });
});

const without = (name: string): Map<string, Tensor> => {
  const tensors = tensorsOf(counts);
  tensors.delete(name);
  return tensors;
};
const change = (index: number, more: object): typeof unet => ({
  ...unet,
  layers: layers.map((layer, i) => (i === index ? { ...layer, ...more } : layer)),
});

test.each<[string, typeof unet, Map<string, Tensor>, RegExp]>([
  ['a missing weight', unet, without('c.weight'), /layer "c" has no tensor "c.weight"/],
  [
    'a weight of another shape',
    change(1, { channels: 20 }),
    tensorsOf(counts),
    /needs a weight of shape \[20, 16, 3, 3\], the file has \[24, 16, 3, 3\]/,
  ],
  ['another kernel', change(4, { kernel: 3 }), tensorsOf(counts), /needs a weight of shape \[3, 16, 3, 3\]/],
  [
    'a bias of another shape',
    unet,
    new Map([...tensorsOf(counts), ['a.bias', createTensor([1], [0])]]),
    /needs a bias of shape \[16\]/,
  ],
  ...(['I16', 'BOOL', 'U8'] as const).map((dtype): [string, typeof unet, Map<string, Tensor>, RegExp] => [
    `weights of ${dtype}`,
    unet,
    new Map([...tensorsOf(counts), ['b.weight', { ...tensorsOf(counts).get('b.weight')!, dtype }]]),
    /layer "b" needs a weight of F32, F16 or BF16, the file has "/,
  ]),
  [
    'an unknown input',
    change(0, { input: ['nothing'] }),
    tensorsOf(counts),
    /reads "nothing", which no layer before it makes/,
  ],
  ['a circle', change(0, { input: ['e'] }), tensorsOf(counts), /reads "e", which no layer before it makes/],
  ['a name twice', change(1, { name: 'a' }), tensorsOf(counts), /"a" is used twice|needs a weight/],
  [
    'inputs of different size',
    change(3, { upsample: false }),
    tensorsOf(counts),
    /joins "c" and "a", whose sizes differ/,
  ],
  [
    'a residual of another shape',
    change(2, { residual: 'a' }),
    tensorsOf(counts),
    /adds "a", whose shape is another/,
  ],
  [
    'an output that is no layer',
    { ...unet, outputs: ['in'] },
    tensorsOf(counts),
    /output "in" is not a layer/,
  ],
  ['an output twice', { ...unet, outputs: ['e', 'e'] }, tensorsOf(counts), /output "e" is listed twice/],
  ['a layer that nobody reads', { ...unet, outputs: ['d'] }, tensorsOf(counts), /nothing reads "e"/],
  [
    'an input that nobody reads',
    { ...unet, inputs: [...unet.inputs, { name: 'x', channels: 1 }] },
    tensorsOf(counts),
    /nothing reads "x"/,
  ],
])('%s is refused', async (_, net, tensors, message) => {
  const error = await errorOf(() => planNetwork('net', net, tensors), 'load-failed');
  expect(error.message).toMatch(message);
});

describe('parseArchitecture', () => {
  const json = JSON.parse(JSON.stringify(unet)) as Record<string, unknown>;

  test('fills in what was left out', () => {
    const { layers: parsed } = parseArchitecture(json);
    expect(parsed[4]).toEqual({
      ...layers[4],
      stride: 1,
      activation: 'none',
      slope: 0.1,
      upsample: false,
    });
  });

  const layer = (more: object): object => ({ ...json, layers: [{ ...layers[0], ...more }] });
  test.each<[string, object, RegExp]>([
    ['no layers', { ...json, layers: [] }, /layers must be a list of 1 to 1024, got \[\]/],
    ['inputs that are no list', { ...json, inputs: {} }, /inputs must be a list/],
    ['outputs in numbers', { ...json, outputs: [1] }, /a name must be text, got 1/],
    ['a layer that is text', { ...json, layers: ['a'] }, /layers\[0\] must be an object, got "a"/],
    ['an unknown operator', layer({ op: 'warp' }), /layers\[0\] op must be one of conv2d.* got "warp"/],
    [
      'an unknown field',
      layer({ dilation: 2 }),
      /has the field "dilation", which this release does not know/,
    ],
    ['an unknown activation', layer({ activation: 'swish' }), /activation must be one of none, relu/],
    ['a property of objects as activation', layer({ activation: 'toString' }), /activation must be one of/],
    ['a kernel of 5', layer({ kernel: 5 }), /kernel must be one of 1, 3, got 5/],
    ['three inputs', layer({ input: ['a', 'b', 'c'] }), /input must be a list of 1 to 2/],
    ['channels without end', layer({ channels: 1e9 }), /channels must be a whole number from 1 to 4096/],
    ['no name', layer({ name: '' }), /a name must be text, got ""/],
    ['a slope in words', layer({ slope: 'steep' }), /slope must be a number/],
  ])('refuses %s', async (_, value, message) => {
    const error = await errorOf(() => parseArchitecture(value as Record<string, unknown>), 'load-failed');
    expect(error.message).toMatch(message);
  });
});
