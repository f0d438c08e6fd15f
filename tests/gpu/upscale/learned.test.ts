// The learned path with networks made by hand: one that says 0.5 everywhere, one that says anything, one that does not fit.
import { expect, test, vi } from 'vitest';
import { createUpscaler, type ModelSource } from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { makeModel } from './models.ts';
import { psnr, squareBefore, truth, wall } from './scenes.ts';
import { createStage, displaySize } from './stage.ts';

const fixture = useGpu();
const scene = squareBefore(wall([0.01, 0.005]), 0.03);

async function play(model: ModelSource, frames = 16) {
  const upscaler = await createUpscaler(fixture.gpu, { displaySize, model });
  await upscaler.modelReady;
  const state = upscaler.modelState;
  const pictures = await createStage(fixture.device).play(upscaler, scene, { frames });
  const bytes = upscaler.memoryBytes;
  upscaler.dispose();
  return { state, pictures, bytes };
}

test('a network that says 0.5 is the analytic path, nearly', async () => {
  const analytic = await play('none');
  const learned = await play(makeModel(() => 0));
  expect(analytic.state).toBe('none');
  expect(learned.state).toBe('ready');
  expect(learned.bytes).toBeGreaterThan(analytic.bytes);
  const target = truth(scene, 15, displaySize);
  const [a, b] = [analytic.pictures[15]!, learned.pictures[15]!];
  expect(psnr(b, a)).toBeGreaterThan(30);
  expect(Math.abs(psnr(b, target) - psnr(a, target))).toBeLessThan(0.6);
});

test('whatever a network says, the picture is made of what was rendered', async () => {
  let seed = 3;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  const { state, pictures } = await play(makeModel(() => 3 * random()));
  expect(state).toBe('ready');
  for (const picture of pictures) {
    expect(picture.data.every(Number.isFinite)).toBe(true);
    const most = picture.data.reduce((a, v) => Math.max(a, v), 0);
    const least = picture.data.reduce((a, v) => Math.min(a, v), 0);
    expect(most).toBeLessThan(1.6);
    expect(least).toBeGreaterThanOrEqual(0);
  }
  expect(psnr(pictures[15]!, truth(scene, 15, displaySize))).toBeGreaterThan(10);
});

test.each([
  ['another shape', () => makeModel(() => 0, { outputs: 12 })],
  ['no file', () => 'file:///nowhere/model.json'],
])('%s: the analytic path goes on and says so once', async (_, model) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { state, pictures } = await play(model());
  const said = warn.mock.calls.map(([text]) => String(text));
  warn.mockRestore();
  expect(state).toBe('failed');
  expect(said.filter((text) => text.includes('analytic path'))).toHaveLength(1);
  expect(psnr(pictures[15]!, truth(scene, 15, displaySize))).toBeGreaterThan(15);
});

test('another network while it runs: the old one goes on until the new one is ready, and where it cannot be had', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { device, gpu } = fixture;
  const upscaler = await createUpscaler(gpu, { displaySize });
  const stage = createStage(device);
  await stage.play(upscaler, scene, { frames: 2 });
  const analytic = upscaler.memoryBytes;

  const opening = upscaler.setModel(makeModel(() => 0));
  expect(upscaler.modelState).toBe('none');
  expect(await opening).toBe('ready');
  expect(upscaler.modelState).toBe('ready');
  await stage.play(upscaler, scene, { frames: 2 });
  expect(upscaler.memoryBytes).toBeGreaterThan(analytic);

  expect(await upscaler.setModel('file:///nowhere/model.json')).toBe('failed');
  expect(upscaler.modelState).toBe('ready');
  const overtaken = upscaler.setModel(makeModel(() => 0));
  expect(await upscaler.setModel('none')).toBe('none');
  await overtaken;
  expect(upscaler.modelState).toBe('none');
  await stage.play(upscaler, scene, { frames: 1 });
  expect(upscaler.memoryBytes).toBe(analytic);
  await expect(upscaler.setModel(3 as unknown as ModelSource)).rejects.toThrow(/upscale: model is 3/);

  const late = upscaler.setModel(makeModel(() => 0));
  upscaler.dispose();
  await late;
  expect(upscaler.memoryBytes).toBe(0);
  await expect(upscaler.setModel('none')).rejects.toThrow(/disposed/);
  warn.mockRestore();
});

test('disposed while it loads', async () => {
  const upscaler = await createUpscaler(fixture.gpu, { displaySize, model: makeModel(() => 0) });
  upscaler.dispose();
  await upscaler.modelReady;
  expect(upscaler.modelState).toBe('none');
});
