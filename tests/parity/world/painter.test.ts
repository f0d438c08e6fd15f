// The painter that ships against what PyTorch makes of a drive: see models/city/export.py. And the whole chain in one submit.
import { readFile } from 'node:fs/promises';
import { loadModel, parseSafetensors, toFloat32 } from '@frameloom/nn';
import { createLevelPainter, loadLevel } from '@frameloom/world';
import { expect, test } from 'vitest';
import { sessionOf } from '../../../packages/world/src/level/create-level.ts';
import { readPicture } from '../../gpu/world/pictures.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const home = new URL('../../../models/', import.meta.url);

/** Mean and largest difference of the colours of a picture from planes [3, height, width]. */
function compare(got: Uint8Array, planes: Float32Array): { mean: number; most: number } {
  const area = planes.length / 3;
  let [sum, most] = [0, 0];
  for (let i = 0; i < planes.length; i++) {
    const difference = Math.abs(got[4 * (i % area) + Math.floor(i / area)]! - planes[i]!);
    sum += difference;
    most = Math.max(most, difference);
  }
  return { mean: sum / planes.length, most };
}

test('pictures are those of PyTorch, and follow a level in one submit', { timeout: 300_000 }, async () => {
  const level = await loadLevel(fixture.gpu, new URL('circuit/level/', home));
  const painter = await createLevelPainter(fixture.gpu, level, new URL('city/town/', home), {
    precision: 'f32',
  });
  const recorded = parseSafetensors(await readFile(new URL('city.safetensors', import.meta.url))).tensors;
  const classes = recorded.get('classes')!.data as Uint8Array;
  const pictures = toFloat32(recorded.get('pictures')!);
  const [steps = 0, height = 0, width = 0] = recorded.get('classes')!.shape;
  const { palette } = (await loadModel(new URL('city/town/', home))).config.architecture;
  const { engine } = sessionOf(level)!;
  const own = engine.classes!.palette.map((color) => `${color}`);
  const numbers = (palette as number[][]).map((color) => own.indexOf(`${color}`));
  for (let step = 0; step < steps; step++) {
    const now = classes.slice(step * width * height, (step + 1) * width * height).map((one) => numbers[one]!);
    fixture.device.queue.writeBuffer(engine.state, engine.classes!.offset, now);
    painter.paint();
    const part = pictures.length / steps;
    const { mean, most } = compare(
      await readPicture(fixture.device, painter.output),
      pictures.subarray(step * part, (step + 1) * part),
    );
    expect(mean, `picture ${step}`).toBeLessThan(0.02);
    expect(most, `picture ${step}`).toBeLessThanOrEqual(2);
  }
  level.reset();
  const encoder = fixture.device.createCommandEncoder();
  level.record(encoder, 'gas');
  painter.record(encoder);
  fixture.device.queue.submit([encoder.finish()]);
  const pixels = await readPicture(fixture.device, painter.output);
  expect(pixels.length).toBe(4 * painter.width * painter.height);
  // The hood above the instruments is red, the sky above it blue.
  const at = (x: number, y: number): number[] => [
    ...pixels.subarray(4 * (288 * y + x), 4 * (288 * y + x) + 3),
  ];
  expect(at(120, 145)[0]! - at(120, 145)[1]!).toBeGreaterThan(40);
  expect(at(144, 2)[2]! - at(144, 2)[0]!).toBeGreaterThan(20);
  painter.dispose();
  level.dispose();
});
