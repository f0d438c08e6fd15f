// The outermost layers of a network in the passes around it, against the same network as a whole.
import { createUpscaler, estimateMemory, type Size } from '@frameloom/upscale';
import { loadModel, type Model } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { lite } from '../../../packages/upscale/src/shipped/lite.ts';
import { standard } from '../../../packages/upscale/src/shipped/standard.ts';
import { psnr, squareBefore, wall } from './scenes.ts';
import { createStage } from './stage.ts';

const fixture = useGpu();
const shipped = { standard, lite };
const scene = squareBefore(wall([0.01, 0.005]), 0.03);

/** The same function, by an activation that keeps the first layer out of enter.wgsl. */
function asWhole({ config, tensors }: Model): Model {
  const architecture = structuredClone(config.architecture) as { layers: object[] };
  Object.assign(architecture.layers[0]!, { activation: 'leaky-relu', slope: 0 });
  return { config: { ...config, architecture }, tensors };
}

async function play(model: Model, renderSize: Size, frames: number) {
  const before = fixture.gpu.memory.bytes;
  const displaySize = { width: 2 * renderSize.width, height: 2 * renderSize.height };
  const upscaler = await createUpscaler(fixture.gpu, { displaySize, model });
  await upscaler.modelReady;
  const stage = createStage(fixture.device);
  const pictures = await stage.play(upscaler, scene, { frames, displaySize, renderSize: () => renderSize });
  const bytes = upscaler.memoryBytes;
  expect(fixture.gpu.memory.bytes - before).toBe(bytes);
  upscaler.dispose();
  expect(fixture.gpu.memory.bytes).toBe(before);
  return { pictures, bytes, displaySize };
}

test.each(['standard', 'lite'] as const)('%s: the same picture, and memory to the byte', async (name) => {
  const { config, weights } = shipped[name];
  const model = await loadModel(config, { weights });
  for (const renderSize of [
    { width: 32, height: 18 },
    { width: 37, height: 21 },
  ]) {
    const narrowed = await play(model, renderSize, 8);
    const whole = await play(asWhole(model), renderSize, 8);
    narrowed.pictures.forEach((picture, i) => expect(psnr(picture, whole.pictures[i]!)).toBeGreaterThan(67));
    expect(narrowed.bytes).toBeLessThan(whole.bytes);
    const { displaySize } = narrowed;
    const halves = fixture.device.features.has('shader-f16') && fixture.gpu.tier !== 'software';
    expect(narrowed.bytes).toBe(estimateMemory({ displaySize, model: name, halves }, renderSize));
  }
});
