// The engine of levels with cells, below the level that its user meets.
import { loadModel, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { LevelFiles } from '../../../packages/world/src/engine/engine.ts';
import { readFiles } from '../../../packages/world/src/engine/kinds.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

async function loadFiles(): Promise<LevelFiles> {
  const { config, tensors } = await loadModel(
    new URL('../../../models/maze/level/level.json', import.meta.url),
  );
  return readFiles(config, tensors, 'level');
}

test.each<Precision>(['f32', 'mixed'])('memory in %s is what was estimated, at most', async (precision) => {
  const files = await loadFiles();
  const estimated = files.estimateMemory(precision);
  const engine = await files.createEngine(fixture.gpu, { precision, label: 'test/engine' });
  const encoder = fixture.device.createCommandEncoder();
  engine.step(encoder, 1);
  engine.draw(encoder);
  engine.drawMemory(encoder);
  fixture.device.queue.submit([encoder.finish()]);
  const { bytes } = fixture.gpu.memory;
  const took = engine.bytes;
  engine.dispose();
  expect(fixture.gpu.memory.bytes).toBe(0);
  expect(bytes).toBeLessThanOrEqual(estimated);
  expect(bytes).toBeGreaterThan(0.85 * estimated);
  expect(took / bytes).toBeCloseTo(1, 3);
});
