// One integration mistake at a time: the checker names that one, and nothing in a clean integration.
import { beforeAll, expect, test } from 'vitest';
import {
  createUpscaler,
  getMipBias,
  type CheckCode,
  type CheckWarning,
  type UpscalerOptions,
} from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { blobs, plain, squareBefore, type Scene } from './scenes.ts';
import { createStage, type PlayOptions, type Stage } from './stage.ts';

const fixture = useGpu();
const display = { width: 96, height: 54 };
const size = { width: 48, height: 27 };
const still = { x: 0, y: 0 };
let stage: Stage;
beforeAll(() => {
  stage = createStage(fixture.device);
});

// Two to four render pixels a frame, turning slowly, so that neither axis nor length can be mistaken.
const path: (readonly [number, number])[] = [[0, 0]];
for (let i = 0; i < 80; i++) {
  const [x, y] = path[i]!;
  path.push([x + (2.6 + Math.sin(i / 5)) / 48, y + (1.7 + Math.cos(i / 7)) / 27]);
}
const sliding = blobs((frame) => path[frame + 1]!);
const resting = blobs(() => [0, 0]);
const panning = blobs((frame) => [(1.5 * frame) / 48, 0]);

/** What the checker says of a scene, or of several one after the other. */
async function check(
  scenes: Scene | Record<string, Scene>,
  change: Partial<PlayOptions> = {},
  options: Partial<UpscalerOptions> = {},
): Promise<CheckWarning[]> {
  const upscaler = await createUpscaler(fixture.gpu, { displaySize: display, check: true, ...options });
  const heard: CheckWarning[] = [];
  upscaler.onWarning((warning) => heard.push(warning));
  const clean = { mipBias: getMipBias(size.width, display.width) };
  for (const scene of typeof scenes === 'function' ? [scenes] : Object.values(scenes)) {
    await stage.play(upscaler, scene, {
      // Windows are of sixteen frames from the first on, and are read when the next one begins.
      frames: typeof scenes === 'function' ? 20 : 48,
      read: () => false,
      displaySize: display,
      renderSize: () => size,
      ...change,
      frame: (frame, given) => ({ ...clean, ...change.frame?.(frame, given) }),
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
  await fixture.device.queue.onSubmittedWorkDone();
  expect(upscaler.warnings).toEqual(heard);
  for (const { message } of heard) expect(message).toMatch(/^upscale: .+\. .+\.$/);
  upscaler.dispose();
  return heard;
}

const slow = squareBefore(
  blobs((frame) => [frame * 0.008, frame * 0.01]),
  0.012,
);

const codes = (warnings: CheckWarning[]): CheckCode[] => warnings.map(({ code }) => code);

const flatBox: Scene = (x, y, frame) => {
  const box = squareBefore(plain, 0.03)(x, y, frame);
  return box.z === 3 ? { ...box, color: [0.9, 0.6, 0.2] } : box;
};

test('a clean integration is silent', async () => {
  expect(await check({ sliding, resting, panning, flatBox, plain, slow })).toEqual([]);
});

test('a clean integration is silent: a flat world right behind an orthographic near plane', async () => {
  const camera = 'orthographic';
  expect(await check(sliding, { camera, near: 0, far: 1000 }, { camera })).toEqual([]);
});

const scale = (x: number, y: number) => ({ frame: () => ({ motionVectorScale: { x, y } }) });

const mistakes: [name: string, code: CheckCode, scene: Scene, change: Partial<PlayOptions>, says: RegExp][] =
  [
    ['motion reversed', 'motion-sign', sliding, scale(-1, -1), /reversed in both axes/],
    ['motion reversed in x', 'motion-sign', sliding, scale(-1, 1), /reversed in x/],
    ['motion reversed in y', 'motion-sign', sliding, scale(1, -1), /reversed in y/],
    ['motion doubled', 'motion-scale', sliding, scale(2, 2), /when halved/],
    ['motion halved', 'motion-scale', sliding, scale(0.5, 0.5), /when doubled/],
    [
      'motion where there is none',
      'motion-scale',
      resting,
      { edit: ({ motion }, frame) => motion.fill((frame % 3) * 0.05 + 0.06) },
      /when ignored/,
    ],
    [
      'no motion',
      'motion-zero',
      panning,
      { edit: ({ motion }) => motion.fill(0) },
      /every motion vector is zero/,
    ],
    [
      'motion that contains the jitter',
      'motion-jittered',
      sliding,
      {
        edit: ({ motion }, frame) => {
          const [now, was] = [jitterOf(frame), jitterOf(frame - 1)];
          for (let i = 0; i < motion.length; i += 2) {
            motion[i]! += (now.x - was.x) / 48;
            motion[i + 1]! += (now.y - was.y) / 27;
          }
        },
      },
      /follow the jitter/,
    ],
    [
      'no jitter',
      'jitter-missing',
      sliding,
      { drawnJitter: () => still, frame: () => ({ jitterOffset: still }) },
      /stayed at/,
    ],
    [
      'jitter not drawn',
      'jitter-not-applied',
      resting,
      { drawnJitter: () => still },
      /does not change at all/,
    ],
    ['depth the other way', 'depth-reversed', sliding, { depth: 'reversed', near: 0.1 }, /at the near plane/],
    [
      'display-encoded colour',
      'color-encoding',
      sliding,
      {
        colorFormat: 'rgba8unorm',
        edit: ({ color }) => color.forEach((v, i) => (color[i] = Math.max(0, Math.min(1, v)) ** (1 / 2.2))),
      },
      /display-encoded/,
    ],
    [
      'no texture bias',
      'mip-bias-missing',
      sliding,
      { frame: () => ({ mipBias: 0 }) },
      /is 0, wanted about -2\.00/,
    ],
  ];

test.each(mistakes)('%s: %s', async (_, code, scene, change, says) => {
  const warnings = await check(scene, change);
  expect(codes(warnings)).toEqual([code]);
  expect(warnings[0]!.message).toMatch(says);
});

test('sizes that disagree', async () => {
  const color = fixture.device.createTexture({
    size: [64, 36],
    format: 'rgba16float',
    usage: GPUTextureUsage.TEXTURE_BINDING,
  });
  const warnings = await check(plain, { frames: 1, frame: () => ({ color }) });
  expect(codes(warnings)).toEqual(['size-mismatch']);
  expect(warnings[0]!.message).toContain('color 64×36, depth 48×27');
  const stretched = await check(plain, { frames: 1, renderSize: () => ({ width: 48, height: 40 }) });
  expect(codes(stretched)).toEqual(['size-mismatch']);
  expect(stretched[0]!.message).toContain('differ in aspect');
});

test('a listener that left hears nothing; without check there is nothing to hear', async () => {
  const upscaler = await createUpscaler(fixture.gpu, { displaySize: display, check: true });
  const stop = upscaler.onWarning(() => expect.unreachable());
  stop();
  await stage.play(upscaler, plain, {
    frames: 1,
    displaySize: display,
    renderSize: () => size,
    read: () => false,
  });
  expect(codes([...upscaler.warnings])).toEqual(['mip-bias-missing']);
  upscaler.dispose();
});

function jitterOf(frame: number): { x: number; y: number } {
  return stage.jitter(frame, size, display);
}
