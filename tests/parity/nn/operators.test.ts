// A graph of all operators from its files, against what PyTorch made of the same weights and input. See make_operators.py.
import { readFile } from 'node:fs/promises';
import { loadModel, parseArchitecture, parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { psnr, relativeError } from '../../gpu/nn/maps.ts';
import { runGraph } from '../../gpu/nn/run-graph.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const folder = new URL('operators/', import.meta.url);
const size = { width: 21, height: 13 };

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

test.each<Precision>(['f32', 'mixed', 'f16'])('operators in %s', { timeout }, async (precision) => {
  if (precision === 'f16' && !fixture.device.features.has('shader-f16')) return;
  const { config, tensors } = await loadModel(folder);
  const { tensors: recorded } = parseSafetensors(await readFile(new URL('recorded.safetensors', folder)));
  const planes = (name: string): Planes => {
    const tensor = recorded.get(name)!;
    const [channels = 0, height = 0, width = 0] = tensor.shape;
    return { channels, width, height, data: toFloat32(tensor) };
  };
  const architecture = parseArchitecture(config.architecture);
  const inputs = Object.fromEntries(architecture.inputs.map(({ name }) => [name, planes(name)]));
  const { outputs } = await runGraph(fixture.gpu, architecture, tensors, inputs, { precision, size });
  for (const [name, got] of outputs) {
    const expected = planes(name);
    expect([got.width, got.height, got.channels]).toEqual([
      expected.width,
      expected.height,
      expected.channels,
    ]);
    if (['best', 'pointed', 'rounded'].includes(name)) {
      // Where two channels, classes or levels are equally near, the last digit decides.
      const near = got.data.filter((value, i) => Math.abs(value - expected.data[i]!) < 1e-3).length;
      expect(near / got.data.length).toBeGreaterThan(precision === 'f32' ? 0.999 : 0.98);
    } else if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-4);
    else expect(psnr(got, expected)).toBeGreaterThan(50);
  }
});
