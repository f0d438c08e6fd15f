// Small random components of diffusers and transformers against what those made of the same weights. See record_components.py.
import { readFile } from 'node:fs/promises';
import {
  parseSafetensors,
  toFloat32,
  type NetworkArchitecture,
  type Precision,
  type Tensors,
} from '@frameloom/nn';
import { expect, test } from 'vitest';
import { createTextEncoder } from '../../../packages/image/src/text-encoder/text-encoder.ts';
import { unetArchitecture } from '../../../packages/image/src/unet/architecture.ts';
import { readUnetConfig } from '../../../packages/image/src/unet/config.ts';
import { arrangeUnetTensors } from '../../../packages/image/src/unet/tensors.ts';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { timestepReference } from '../../../packages/nn/src/timestep-embedding/timestep-embedding.reference.ts';
import { createPool } from '@frameloom/gpu';
import { createMatrix } from '@frameloom/nn';
import { psnr, relativeError } from '../../gpu/nn/maps.ts';
import { downloadRows, toPlanes } from '../../gpu/nn/matrices.ts';
import { runGraph } from '../../gpu/nn/run-graph.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const timeout = 240_000;
// Whole pipelines run in halves, see pipelines.test.ts.
const precisions: Precision[] = ['f32'];

async function load(name: string): Promise<{ config: object; tensors: Tensors }> {
  const folder = new URL('components/', import.meta.url);
  const { tensors } = parseSafetensors(await readFile(new URL(`${name}.safetensors`, folder)));
  return { config: JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8')) as object, tensors };
}

function recorded(tensors: Tensors, name: string): Planes {
  const tensor = tensors.get(`recorded.${name}`)!;
  const shape = tensor.shape.slice(1);
  if (shape.length === 3) {
    const [channels = 0, height = 0, width = 0] = shape;
    return { channels, width, height, data: toFloat32(tensor) };
  }
  const [rows = 0, columns = 0] = shape;
  return toPlanes({ rows, columns, data: toFloat32(tensor) });
}

async function compare(
  architecture: NetworkArchitecture,
  tensors: Tensors,
  inputs: Record<string, Planes>,
  options: { precision: Precision; size: Planes; expected: Planes },
): Promise<void> {
  const { precision, size, expected } = options;
  const { outputs } = await runGraph(fixture.gpu, architecture, tensors, inputs, {
    precision,
    size,
    ...(precision === 'f32' && { limit: { bytes: 20_000 } }),
  });
  expectClose([...outputs.values()][0]!, expected, precision);
}

function expectClose(got: Planes, expected: Planes, precision: Precision): void {
  if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-4);
  else expect(psnr(got, expected)).toBeGreaterThan(50);
}

test.each([['unet2', 'f32']] as const)('%s in %s', { timeout }, async (name, precision) => {
  const { config: json, tensors } = await load(name);
  const config = readUnetConfig(json);
  const width = config.blockOutChannels[0]!;
  const time = timestepReference({ columns: width, flipSinToCos: true, downscaleFreqShift: 0 }, [321]);
  const [sample, text] = [recorded(tensors, 'sample'), recorded(tensors, 'text')];
  const inputs = { sample, text, time: toPlanes(time) };
  await compare(unetArchitecture(config, 7), arrangeUnetTensors(tensors), inputs, {
    precision,
    size: sample,
    expected: recorded(tensors, 'output'),
  });
});

test.each(precisions)('a CLIPTextModel in %s', { timeout }, async (precision) => {
  const { gpu, device } = fixture;
  const { config, tensors } = await load('text-encoder');
  const encoder = await createTextEncoder(gpu, { config, tensors }, { precision });
  const { positions: rows, width: columns } = encoder.config;
  const pool = createPool(gpu, 'test');
  const make = (label: string) => createMatrix(pool, { label, rows, columns, format: encoder.format });
  const [embeddings, output] = [make('embeddings'), make('output')];
  device.queue.writeBuffer(embeddings.buffer, 0, encoder.embed([...toFloat32(tensors.get('recorded.ids')!)]));
  const commands = device.createCommandEncoder();
  for (const slice of encoder.slices(embeddings, output)) slice.record(commands);
  device.queue.submit([commands.finish()]);
  const got = await downloadRows(device, output);
  expectClose(toPlanes(got), recorded(tensors, 'output'), precision);
  encoder.dispose();
  pool.dispose();
});
