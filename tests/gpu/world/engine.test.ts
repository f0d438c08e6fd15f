// The engine of levels with cells, below the level that its user meets.
import { loadModel, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { Engine, LevelFiles } from '../../../packages/world/src/engine/engine.ts';
import { readFiles } from '../../../packages/world/src/engine/kinds.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readPicture } from './pictures.ts';

const fixture = useGpu();

async function loadFiles(): Promise<LevelFiles> {
  const { config, tensors } = await loadModel(
    new URL('../../../models/maze/level/level.json', import.meta.url),
  );
  return readFiles(config, tensors, 'level');
}

async function readState({ state }: Engine): Promise<number[]> {
  const { device } = fixture;
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const staging = device.createBuffer({ size: state.size, usage });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(state, 0, staging, 0, state.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const words = [...new Uint32Array(staging.getMappedRange())];
  staging.destroy();
  return words;
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

test('sixteen steps in one encoder are sixteen single steps', async () => {
  const files = await loadFiles();
  const words = files.starts[3]!.slice();
  words[1] = 4711;
  const play = async (isTogether: boolean): Promise<{ state: number[]; picture: Uint8Array }> => {
    const engine = await files.createEngine(fixture.gpu, { label: 'test/engine' });
    const { device } = fixture;
    device.queue.writeBuffer(engine.state, 0, words);
    let encoder = device.createCommandEncoder();
    for (let i = 0; i < 16; i++) {
      engine.step(encoder, (3 * i + (i >> 2)) % 5);
      if (isTogether) continue;
      device.queue.submit([encoder.finish()]);
      encoder = device.createCommandEncoder();
    }
    engine.draw(encoder);
    device.queue.submit([encoder.finish()]);
    const result = { state: await readState(engine), picture: await readPicture(device, engine.picture) };
    engine.dispose();
    return result;
  };
  const [together, apart] = [await play(true), await play(false)];
  expect(together.state[0]).toBe(16);
  expect(together.state).toEqual(apart.state);
  expect(together.picture).toEqual(apart.picture);
});
