// One integration mistake at a time: the checker names that one, and nothing in a clean integration.
import { expect, test } from 'vitest';
import {
  createInterpolator,
  type InterpolatorCheckCode,
  type InterpolatorCheckWarning,
  type InterpolatorOptions,
  type RealFrame,
} from '@frameloom/interpolate';
import { useGpu } from '../../support/gpu-test.ts';
import { createUploader, renderWorld, type WorldOptions } from './world.ts';

const fixture = useGpu();
const size = { width: 128, height: 72 };
const sliding: WorldOptions = { cameraSpeed: 1.7, cardSpeed: 1.2 };

type Scene = {
  world?: WorldOptions;
  gain?: number;
  hold?: boolean;
  change?: (frame: RealFrame) => Partial<RealFrame>;
};

async function check(
  { world = sliding, gain = 1, hold = false, change = () => ({}) }: Scene,
  options: Partial<InterpolatorOptions> = {},
): Promise<readonly InterpolatorCheckWarning[]> {
  const { device, gpu } = fixture;
  const interpolator = await createInterpolator(gpu, { displaySize: size, check: true, ...options });
  const heard: InterpolatorCheckWarning[] = [];
  interpolator.onWarning((warning) => heard.push(warning));
  const upload = createUploader(device);
  const color = upload(renderWorld(size, 0, world), size);
  // Windows are of sixteen frames from the first on, and are read when the next one begins.
  for (let i = 0; i < 18; i++) {
    const rendered = renderWorld(size, i, world);
    rendered.color = rendered.color.map((v, c) => (c % 4 === 3 ? v : v * gain));
    const { destroy, ...frame } = upload(rendered, size);
    const encoder = device.createCommandEncoder();
    const held = hold ? { color: color.color } : {};
    interpolator.addFrame(encoder, { ...frame, ...held, ...change(frame) });
    device.queue.submit([encoder.finish()]);
    destroy();
  }
  color.destroy();
  await device.queue.onSubmittedWorkDone();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(interpolator.warnings).toEqual(heard);
  for (const { message } of heard) expect(message).toMatch(/^interpolate: .+\. .+\.$/);
  interpolator.dispose();
  return heard;
}

test.each([sliding, { cameraSpeed: 0, cardSpeed: 0 }, { cameraSpeed: 0, cardSpeed: 0.4 }])(
  'a clean integration is silent: %o',
  async (world) => {
    expect(await check({ world })).toEqual([]);
  },
);

const scale = (x: number): Scene => ({ change: () => ({ motionVectorScale: { x, y: 1 } }) });

/** World to view of the camera turned into view to world: a common mistake. */
const inverted = ({ camera }: RealFrame): Partial<RealFrame> => ({
  camera: { ...camera, view: Array.from(camera.view, (v, i) => (i === 12 ? -v : v)) },
});

/** A projection of reversed depth over a depth texture that is not. */
const otherDepth = ({ camera }: RealFrame): Partial<RealFrame> => ({
  camera: {
    ...camera,
    projection: Array.from(camera.projection, (v, i) => {
      if (i === 10) return -1 - v;
      return i === 14 ? -v : v;
    }),
  },
});

const mistakes: [name: string, code: InterpolatorCheckCode, scene: Scene, says: RegExp][] = [
  ['motion reversed', 'motion-sign', scale(-1), /reversed/],
  ['motion doubled', 'motion-scale', scale(2), /when halved/],
  ['motion halved', 'motion-scale', scale(0.5), /when doubled/],
  ['motion left out', 'motion-zero', scale(0), /every motion vector is zero/],
  ['the same colour again', 'color-repeated', { hold: true }, /same picture for 16 frames/],
  ['view to world for world to view', 'camera-mismatch', { change: inverted }, /matrixWorldInverse/],
  [
    'light that no display transform saw',
    'color-encoding',
    { gain: 2, world: { cameraSpeed: 0, cardSpeed: 0 } },
    /above 1/,
  ],
  ['another depth than the projection has', 'depth-mismatch', { change: otherDepth }, /near plane/],
];

test.each(mistakes)('%s is %s', async (_, code, scene, says) => {
  const heard = await check(scene);
  expect(heard.map((warning) => warning.code)).toEqual([code]);
  expect(heard[0]!.message).toMatch(says);
});
