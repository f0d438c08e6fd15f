// Levels of pixels, step by step against what PyTorch makes of them: make_pixels.py writes one with random weights, and the
// recipe's export what it predicts of the one that ships.
import { readFile } from 'node:fs/promises';
import { loadModel, parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { readFiles } from '../../../packages/world/src/engine/kinds.ts';
import { createLevel } from '../../../packages/world/src/level/create-level.ts';
import { parsePixelsSpec } from '../../../packages/world/src/pixels/pixels-spec.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

/** How many numbers differ. */
function differing(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < expected.length; i++) if (got[i] !== expected[i]) count++;
  return count;
}

// In halves random weights end elsewhere after a step: what rounding decides is what the next step sees.
test.each([
  ['pixels/', 'pixels/recorded.safetensors'],
  ['place/', 'place/recorded.safetensors'],
  ['../../../models/circuit/crossing/', 'crossing.safetensors'],
])('%s: pictures and memory are those of PyTorch, in f32', { timeout: 120_000 }, async (home, recorded) => {
  const folder = new URL(home, import.meta.url);
  const { config, tensors: weights } = await loadModel(new URL('level.json', folder));
  const files = await readFiles(config, weights, 'level');
  const { tensors } = parseSafetensors(await readFile(new URL(recorded, import.meta.url)));
  const [actions, pictures, memory] = ['actions', 'pictures', 'memory'].map((name) =>
    toFloat32(tensors.get(name)!),
  );
  const level = await createLevel(fixture.gpu, files, { precision: 'f32', label: 'level' });
  const { width, height } = level.info;
  const pixels = width * height;
  const { memory: map } = parsePixelsSpec(config.architecture, 'level');
  const area = Math.ceil(width / 2 ** map.level) * Math.ceil(height / 2 ** map.level);
  for (const [i, action] of [...actions!].entries()) {
    level.step(action);
    const bytes = new Uint8Array((await level.readState()).buffer);
    const expected = pictures!.subarray(i * pixels, (i + 1) * pixels);
    expect(new Set(expected).size).toBeGreaterThan(3);
    expect(differing(bytes.subarray(8, 8 + pixels), expected), `pixels of step ${i + 1}`).toBeLessThanOrEqual(
      1,
    );
    const planes = memory!.length / actions!.length;
    const kept = bytes.subarray(bytes.length - planes);
    // Four channels of a pixel lie side by side; PyTorch has a plane for each channel.
    const sorted = Uint8Array.from(kept, (_, at) => {
      const channel = Math.floor(at / area);
      return kept[(Math.floor(channel / 4) * area + (at % area)) * 4 + (channel % 4)]!;
    });
    expect(
      differing(sorted, memory!.subarray(i * planes, (i + 1) * planes)),
      `memory of step ${i + 1}`,
    ).toBeLessThanOrEqual(1);
  }
  level.dispose();
});
