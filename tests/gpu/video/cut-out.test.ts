// The transparency of a source on an enlarged picture, against its reference.
import { expect, it } from 'vitest';
import { createCutOut } from '../../../packages/video/src/cut-out.ts';
import { enlargedAlpha } from '../../../packages/video/src/passes/cut-out/cut-out.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { download, noise, targetTexture } from './pictures.ts';

const fixture = useGpu();
const source = { width: 7, height: 5 };
const target = { width: 16, height: 12 };
const color = [1, 0.5, 0.1] as const;

it('limits colours to the alpha of the source', async () => {
  const { device, gpu } = fixture;
  const { data } = noise(source.width, source.height, 3);
  const alpha = Array.from({ length: source.width * source.height }, (_, i) => data[i * 3]!);
  const given = device.createTexture({
    size: source,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const texels = new Uint8Array(alpha.flatMap((value) => [0, 0, 0, Math.round(value * 255)]));
  device.queue.writeTexture({ texture: given }, texels, { bytesPerRow: source.width * 4 }, source);
  const drawn = targetTexture(device, target.width, target.height);
  const cutOut = await createCutOut(gpu, 'test', 'rgba8unorm');
  const encoder = device.createCommandEncoder();
  const clear = { view: drawn.createView(), loadOp: 'clear', storeOp: 'store' } as const;
  encoder.beginRenderPass({ colorAttachments: [{ ...clear, clearValue: [...color, 1] }] }).end();
  cutOut.record(encoder, given, drawn);
  device.queue.submit([encoder.finish()]);
  const picture = await download(device, drawn);
  const wanted = enlargedAlpha(alpha, source, target).flatMap((value) =>
    color.map((c) => Math.min(c, value)),
  );
  const off = wanted.map((value, i) => Math.abs(value - picture.data[i]!));
  expect(Math.max(...off)).toBeLessThan(2 / 255);
});
