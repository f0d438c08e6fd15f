// Operators on matrices against what PyTorch and GGUF's quantiser made of the same numbers. See record_matrices.py.
import { readFile } from 'node:fs/promises';
import { createPool, type ResourcePool } from '@frameloom/gpu';
import { parseSafetensors, toFloat32, type Tensor } from '@frameloom/gpu/files';
import {
  createAttention,
  createElementwise,
  createEmbedding,
  createLayerNorm,
  createLinear,
  createMatrix,
  createRmsNorm,
  createRope,
  createTimestepEmbedding,
  createWeights,
  quantise,
  ropeFrequencies,
  type Matrix,
  type MatrixActivation,
  type Precision,
} from '@frameloom/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rows } from '../../../packages/nn/src/linear/linear.reference.ts';
import { downloadRows, rowsError, submit, uploadNumbers, uploadRows } from '../../gpu/nn/matrices.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
let pool: ResourcePool;
let tensors: ReadonlyMap<string, Tensor>;
beforeAll(async () => {
  pool = createPool(fixture.gpu, 'test');
  const file = new URL('matrices/recorded.safetensors', import.meta.url);
  ({ tensors } = parseSafetensors(await readFile(file)));
});
afterAll(() => pool.dispose());

const limits: Readonly<Record<Precision, number>> = { f32: 1e-5, mixed: 2e-3, f16: 2e-3 };

describe.each<Precision>(['f32', 'mixed', 'f16'])('%s', (precision) => {
  const isMissing = (): boolean => precision === 'f16' && !fixture.device.features.has('shader-f16');
  const format = precision === 'f32' ? 'f32' : 'f16';
  const tensor = (name: string): Tensor => tensors.get(name)!;
  const rows = (name: string): Rows => {
    const [count = 0, columns = 0] = tensor(name).shape;
    return { rows: count, columns, data: toFloat32(tensor(name)) };
  };
  const matrix = (name: string): Matrix => uploadRows(fixture.device, pool, rows(name), format);
  const weights = (name: string, gated?: string) =>
    createWeights(fixture.gpu, pool, {
      label: name,
      weight: tensor(name),
      ...(gated !== undefined && { gated: tensor(gated) }),
      format,
    });
  const numbers = (name: string): GPUBuffer => {
    const data = toFloat32(tensor(name));
    const padded = new Float32Array(Math.ceil(data.length / 4) * 4);
    padded.set(data);
    return uploadNumbers(fixture.device, pool, padded);
  };
  async function expectLike(
    name: string,
    record: (encoder: GPUCommandEncoder, output: Matrix) => void,
  ): Promise<void> {
    const expected = rows(name);
    const output = createMatrix(pool, { label: name, ...expected, format });
    submit(fixture.device, (encoder) => record(encoder, output));
    expect(rowsError(await downloadRows(fixture.device, output), expected), name).toBeLessThan(
      limits[precision],
    );
  }

  test('linear layers', async () => {
    if (isMissing()) return;
    const { gpu } = fixture;
    const [linear, gated] = await Promise.all([
      createLinear(gpu, { precision, weights: format, activation: 'gelu' }),
      createLinear(gpu, { precision, weights: format, activation: 'silu', gated: true }),
    ]);
    await expectLike('linear.output', (encoder, output) =>
      linear.record(encoder, {
        input: matrix('linear.input'),
        weights: weights('linear.weight'),
        bias: numbers('linear.bias'),
        residual: matrix('linear.residual'),
        output,
      }),
    );
    await expectLike('swiglu.output', (encoder, output) =>
      gated.record(encoder, {
        input: matrix('swiglu.input'),
        weights: weights('swiglu.gate', 'swiglu.up'),
        output,
      }),
    );
    linear.dispose();
    gated.dispose();
  });

  test('norms', async () => {
    if (isMissing()) return;
    const { gpu } = fixture;
    const layer = await createLayerNorm(gpu, { precision });
    const rms = await createRmsNorm(gpu, { precision, epsilon: 1e-6 });
    await expectLike('layer-norm.output', (encoder, output) =>
      layer.record(encoder, {
        input: matrix('layer-norm.input'),
        weight: numbers('layer-norm.weight'),
        bias: numbers('layer-norm.bias'),
        output,
      }),
    );
    await expectLike('rms-norm.output', (encoder, output) =>
      rms.record(encoder, { input: matrix('rms-norm.input'), weight: numbers('rms-norm.weight'), output }),
    );
    layer.dispose();
    rms.dispose();
  });

  test.each<MatrixActivation>(['silu', 'gelu', 'gelu-tanh'])('%s', async (activation) => {
    if (isMissing()) return;
    const operator = await createElementwise(fixture.gpu, { precision, activation });
    await expectLike(`activations.${activation}`, (encoder, output) =>
      operator.record(encoder, { input: matrix('activations.input'), output }),
    );
    operator.dispose();
  });

  test.each(['half', 'adjacent'] as const)('rotary positions, pairs: %s', async (pairs) => {
    if (isMissing()) return;
    const frequencies = ropeFrequencies({ dims: 16 });
    const rope = await createRope(fixture.gpu, { precision, pairs, headColumns: 16, frequencies });
    await expectLike(`rope.${pairs}`, (encoder, output) =>
      rope.record(encoder, { input: matrix('rope.input'), output, position: 1000 }),
    );
    rope.dispose();
  });

  test.each([
    ['attention', 'causal', true],
    ['cross', 'output', false],
  ] as const)('%s with shared key heads', async (name, output, causal) => {
    if (isMissing()) return;
    const shape = { heads: 4, kvHeads: 2, headColumns: 8, precision };
    const attention = await createAttention(fixture.gpu, { ...shape, causal });
    await expectLike(`${name}.${output}`, (encoder, into) => {
      const call = {
        queries: matrix('attention.queries'),
        keys: matrix(`${name}.keys`),
        values: matrix(`${name}.values`),
        output: into,
      };
      attention.record(encoder, { ...call, range: { start: 0, count: 20 } });
      attention.record(encoder, { ...call, range: { start: 20, count: 1 } });
    });
    attention.dispose();
  });

  test('look-up and time steps', async () => {
    if (isMissing()) return;
    const { gpu, device } = fixture;
    const embedding = await createEmbedding(gpu, { precision, weights: format });
    await expectLike('embedding.output', (encoder, output) =>
      embedding.record(encoder, {
        table: weights('embedding.table'),
        ids: uploadNumbers(device, pool, Uint32Array.from(toFloat32(tensor('embedding.ids')))),
        output,
      }),
    );
    const options = { precision, columns: 32, flipSinToCos: true, downscaleFreqShift: 0 };
    const timesteps = await createTimestepEmbedding(gpu, options);
    await expectLike('timesteps.output', (encoder, output) =>
      timesteps.record(encoder, { timesteps: numbers('timesteps.input'), output }),
    );
    embedding.dispose();
    timesteps.dispose();
  });
});

test.each(['q8', 'q4'] as const)('%s has the bits of GGUF', (format) => {
  const recorded = tensors.get(`quantised.${format}`)!.data as Uint8Array;
  const { values, scales } = quantise(tensors.get('quantised.weight')!, format);
  const bytes = format === 'q8' ? 32 : 16;
  const got = new Uint8Array(recorded.length);
  scales.forEach((scale, group) => {
    const at = group * (2 + bytes);
    got[at] = scale & 255;
    got[at + 1] = scale >> 8;
    got.set(values.subarray(group * bytes, (group + 1) * bytes), at + 2);
  });
  expect([...got]).toEqual([...recorded]);
});
