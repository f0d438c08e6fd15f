// The interpolators with the networks that come with them.
import {
  createInterpolator,
  createVideoInterpolator,
  estimateMemory,
  estimateVideoMemory,
  type Interpolator,
  type VideoInterpolator,
} from '@frameloom/interpolate';
import { expect, test, vi } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { readback } from '../upscale/textures.ts';
import { createUploader, psnr, renderWorld } from './world.ts';

const fixture = useGpu();
const size = { width: 132, height: 84 };

async function makeBetween(interpolator: Interpolator | VideoInterpolator): Promise<Float32Array> {
  const upload = createUploader(fixture.device);
  const textures = [2, 3].map((frame) => upload(renderWorld(size, frame, { cardSpeed: 0.6 }), size));
  const encoder = fixture.device.createCommandEncoder();
  for (const texture of textures) interpolator.addFrame(encoder, texture);
  interpolator.generate(encoder, { t: 0.5 });
  fixture.device.queue.submit([encoder.finish()]);
  textures.forEach((texture) => texture.destroy());
  return (await readback(fixture.device, interpolator.output)).data;
}

test('standard makes a picture of its own, and gives its memory back', async () => {
  const { gpu } = fixture;
  const [plain, learned] = await Promise.all([
    createInterpolator(gpu, { displaySize: size }),
    createInterpolator(gpu, { displaySize: size, model: 'standard' }),
  ]);
  expect(plain.modelState).toBe('none');
  await learned.modelReady;
  expect(learned.modelState).toBe('ready');
  const truth = renderWorld(size, 2.5, { cardSpeed: 0.6 }).color;
  const [analytic, made] = [await makeBetween(plain), await makeBetween(learned)];
  expect(psnr(made, analytic)).toBeLessThan(80);
  expect(psnr(made, truth)).toBeGreaterThan(35);
  const halves = gpu.device.features.has('shader-f16');
  expect(learned.memoryBytes).toBe(estimateMemory({ displaySize: size, model: 'standard', halves }));
  plain.dispose();
  learned.dispose();
  expect(learned.memoryBytes).toBe(0);
});

test.each(['standard', 'lite'] as const)(
  'of pictures alone, %s makes one of its own, at the cost that is told beforehand',
  async (model) => {
    const { gpu } = fixture;
    const [plain, learned] = await Promise.all([
      createVideoInterpolator(gpu, { size }),
      createVideoInterpolator(gpu, { size, model }),
    ]);
    await learned.modelReady;
    expect([plain.modelState, learned.modelState]).toEqual(['none', 'ready']);
    const truth = renderWorld(size, 2.5, { cardSpeed: 0.6 }).color;
    const [analytic, made] = [await makeBetween(plain), await makeBetween(learned)];
    expect(psnr(made, analytic)).toBeLessThan(80);
    expect(psnr(made, truth)).toBeGreaterThan(psnr(analytic, truth) - 0.5);
    const halves = gpu.device.features.has('shader-f16');
    expect(plain.memoryBytes).toBe(estimateVideoMemory({ size }));
    expect(learned.memoryBytes).toBe(estimateVideoMemory({ size, model, halves }));
    plain.dispose();
    learned.dispose();
    expect(learned.memoryBytes).toBe(0);
  },
);

test('a network that cannot be loaded leaves the analytic blend, and says so once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const interpolator = await createInterpolator(fixture.gpu, {
    displaySize: size,
    model: new URL('file:///none/model.json'),
  });
  await interpolator.modelReady;
  expect(interpolator.modelState).toBe('failed');
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
  const truth = renderWorld(size, 2.5, { cardSpeed: 0.6 }).color;
  expect(psnr(await makeBetween(interpolator), truth)).toBeGreaterThan(20);
  interpolator.dispose();
});

test('what can be no model is refused', async () => {
  const opened = createInterpolator(fixture.gpu, { displaySize: size, model: 'large' });
  await expect(opened).rejects.toMatchObject({ code: 'invalid-argument' });
  const video = createVideoInterpolator(fixture.gpu, { size, model: 'large' });
  await expect(video).rejects.toThrow("'standard', 'lite', 'none'");
  const options = { size, model: 'large' as 'lite' };
  expect(() => estimateVideoMemory(options)).toThrow('none, standard, lite');
});
