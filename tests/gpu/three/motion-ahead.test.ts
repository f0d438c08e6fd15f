// Motion of frames that were recorded into one encoder is what it is one submit at a time, bit for bit.
import { Matrix4 } from 'three/webgpu';
import { expect, test } from 'vitest';
import { createMotionPass } from '../../../packages/three/src/passes/motion/motion.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { wall } from '../upscale/scenes.ts';
import { createStage } from '../upscale/stage.ts';
import { readTexture } from './support.ts';

const fixture = useGpu();
const frames = 8;

test('eight frames with their own matrices', async () => {
  const { device, gpu } = fixture;
  const pass = await createMotionPass(gpu, true);
  const { depth, renderSize } = createStage(device).inputs(wall(), 1);
  // Zero coverage: all motion is the background's, which follows the matrix.
  const usage = GPUTextureUsage.TEXTURE_BINDING;
  const velocity = device.createTexture({ size: renderSize, format: 'rgba16float', usage });
  const play = async (ahead: boolean): Promise<ArrayLike<number>[]> => {
    let encoder = device.createCommandEncoder();
    const pictures: GPUTexture[] = [];
    for (let i = 0; i < frames; i++) {
      const clipToPrevious = new Matrix4().makeRotationX(0.01 * i);
      const inputs = { velocity, depth, renderSize, isReversedDepth: i % 2 === 1, clipToPrevious };
      const { motion } = pass.record(encoder, inputs);
      const size = { width: motion.width, height: motion.height };
      const copies = GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC;
      const copy = device.createTexture({ size, format: motion.format, usage: copies });
      encoder.copyTextureToTexture({ texture: motion }, { texture: copy }, size);
      pictures.push(copy);
      if (ahead) continue;
      device.queue.submit([encoder.finish()]);
      encoder = device.createCommandEncoder();
    }
    device.queue.submit([encoder.finish()]);
    return Promise.all(pictures.map((picture) => readTexture(device, picture)));
  };
  const [single, together] = [await play(false), await play(true)];
  for (let i = 0; i < frames; i++) expect(together[i], `frame ${i}`).toEqual(single[i]);
  for (let i = 1; i < frames; i++) expect(single[i]).not.toEqual(single[i - 1]);
  pass.dispose();
});
