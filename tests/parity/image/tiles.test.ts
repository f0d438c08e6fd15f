// The shipped painter of tiles, its files read and arranged as a model is, against what PyTorch made of it. In plain TypeScript: the
// shaders are compared with diffusers in pipelines.test.ts, and with this model at work in tests/e2e/pictures.test.ts. See record_tiles.py.
import { readFile } from 'node:fs/promises';
import { parseSafetensors, toFloat32, type NetworkArchitecture, type Tensors } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { readConfigs } from '../../../packages/image/src/model/configs.ts';
import { readImageFiles } from '../../../packages/image/src/model/files.ts';
import {
  textEncoderArchitecture,
  textPrefix,
} from '../../../packages/image/src/text-encoder/architecture.ts';
import { unetArchitecture } from '../../../packages/image/src/unet/architecture.ts';
import { embedTimestep } from '../../../packages/image/src/unet/embed-timestep.ts';
import { arrangeUnetTensors } from '../../../packages/image/src/unet/tensors.ts';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { graphReference } from '../../gpu/nn/graph.reference.ts';
import { toPlanes } from '../../gpu/nn/matrices.ts';

const side = 8;

function run(
  architecture: NetworkArchitecture,
  tensors: Tensors,
  inputs: Record<string, Planes>,
  frame: { width: number; height: number },
): Planes {
  return graphReference(architecture, tensors, inputs, frame).get(architecture.outputs[0]!)!;
}

test('tiles is what PyTorch makes of it', async () => {
  const folder = new URL('../../../models/image/tiles/', import.meta.url);
  const files = await readImageFiles(folder, { variant: 'fast' });
  const { unet, text, factor } = readConfigs(files);
  expect({ side: unet.sampleSize, factor }).toEqual({ side: 32, factor: 1 });
  const { positions: rows, width: columns } = text;
  const words = files.textEncoder.tensors;
  const prefix = words.has(`${textPrefix}final_layer_norm.weight`) ? textPrefix : '';
  const named = new Map([...words].map(([name, tensor]) => [textPrefix + name.slice(prefix.length), tensor]));
  const table = (kind: string) => toFloat32(named.get(`${textPrefix}embeddings.${kind}_embedding.weight`)!);
  const [token, position] = [table('token'), table('position')];
  const ids = files.tokenizer.encode('purple cloak', rows);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns);
    return token[ids[row]! * columns + (i % columns)]! + position[i]!;
  });
  const embeddings = toPlanes({ rows, columns, data });
  const said = run(textEncoderArchitecture(text), named, { embeddings }, { width: 1, height: 1 });

  const recorded = parseSafetensors(await readFile(new URL('tiles.safetensors', import.meta.url))).tensors;
  const [latents, picture] = ['latents', 'picture'].map((name) => toFloat32(recorded.get(name)!));
  const frame = { width: side, height: side };
  const sample = { channels: 4, ...frame, data: latents! };
  const width = unet.blockOutChannels[0]!;
  const time = toPlanes({ rows: 1, columns: width, data: embedTimestep(1000, unet, 'f32') as Float32Array });
  const architecture = unetArchitecture(unet, rows);
  const tensors = arrangeUnetTensors(files.unet.tensors);
  const flow = run(architecture, tensors, { sample, time, text: said }, frame);
  // One step of flow matching from noise to a picture, −1 to 1; what was recorded are halves from 0 to 1.
  const worst = latents!.reduce(
    (most, value, i) => Math.max(most, Math.abs((value - flow.data[i]! + 1) / 2 - picture![i]!)),
    0,
  );
  expect(worst).toBeLessThan(2e-3);
});
