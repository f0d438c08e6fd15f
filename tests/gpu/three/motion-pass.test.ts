import { DataUtils, Matrix4, PerspectiveCamera } from 'three/webgpu';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { createBackgroundMotion } from '../../../packages/three/src/passes/motion/background.ts';
import { motionReference } from '../../../packages/three/src/passes/motion/motion.reference.ts';
import { createMotionPass } from '../../../packages/three/src/passes/motion/motion.ts';
import { readTexture } from './support.ts';

const fixture = useGpu();
const width = 16;
const height = 9;
/** NaN, +∞, −∞ and 0 as halves. */
const broken = [0x7e00, 0x7c00, 0xfc00, 0];

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

async function compare(
  blended: boolean,
  isReversedDepth: boolean,
  kind: 'reactive' | 'additive' = 'reactive',
): Promise<void> {
  const { device, gpu } = fixture;
  const next = random(7);
  const halves = new Uint16Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const at = i * 4;
    const isSpecial = i % 7 === 0;
    const value = [next() * 0.2 - 0.1, next() * 0.2 - 0.1, next(), 1.5 * next()];
    for (let c = 0; c < 4; c++) {
      halves[at + c] = isSpecial ? broken[(i + c) % broken.length]! : DataUtils.toHalfFloat(value[c]!);
    }
  }
  const velocity = device.createTexture({ size: [width, height], format: 'rgba16float', usage: 4 | 2 });
  device.queue.writeTexture({ texture: velocity }, halves, { bytesPerRow: width * 8 }, [width, height]);
  const depth = device.createTexture({ size: [width, height], format: 'depth32float', usage: 4 | 16 });
  const farDepth = isReversedDepth ? 0 : 1;
  const encoder = device.createCommandEncoder();
  // Everything is at the far plane: what tells motion apart without coverage is depth alone.
  encoder
    .beginRenderPass({
      colorAttachments: [],
      depthStencilAttachment: {
        view: depth.createView(),
        depthClearValue: farDepth,
        depthLoadOp: 'clear',
        depthStoreOp: 'store',
      },
    })
    .end();

  const camera = new PerspectiveCamera(60, width / height, 0.1, 100);
  camera.updateMatrixWorld();
  const background = createBackgroundMotion();
  background.update(camera.projectionMatrix, camera);
  camera.rotation.set(0.03, -0.05, 0.02);
  camera.position.set(5, 6, 7); // must not matter
  camera.updateMatrixWorld();
  const clipToPrevious = background.update(camera.projectionMatrix, camera);

  const pass = await createMotionPass(gpu, blended, kind);
  const renderSize = { width, height };
  const viewport = [0.5, 0.75] as const;
  const { motion, mask } = pass.record(encoder, {
    velocity,
    depth,
    renderSize,
    isReversedDepth,
    clipToPrevious,
    viewport: { x: viewport[0], y: viewport[1] },
  });
  device.queue.submit([encoder.finish()]);
  const motions = await readTexture(device, motion);
  const masks = await readTexture(device, mask);

  const frame = {
    blended,
    additive: kind === 'additive',
    clipToPrevious: clipToPrevious.elements,
    width,
    height,
    farDepth,
    maxReactive: 0.9,
    viewport,
  };
  let moved = 0;
  for (let i = 0; i < width * height; i++) {
    const texel = [0, 1, 2, 3].map((c) => DataUtils.fromHalfFloat(halves[i * 4 + c]!)) as [
      number,
      number,
      number,
      number,
    ];
    const expected = motionReference(
      { x: i % width, y: Math.floor(i / width), velocity: texel, depth: farDepth },
      frame,
    );
    expect(Math.abs(motions[i * 4]! - expected.motion[0]), `motion x of ${i}`).toBeLessThan(2e-4);
    expect(Math.abs(motions[i * 4 + 1]! - expected.motion[1]), `motion y of ${i}`).toBeLessThan(2e-4);
    expect(Math.abs(masks[i * 4]! - expected.mask), `mask of ${i}`).toBeLessThan(1 / 254);
    moved = Math.max(moved, Math.abs(motions[i * 4]!));
  }
  expect(moved).toBeGreaterThan(0.01);
  pass.dispose();
  expect(gpu.memory.byOwner()['three'] ?? 0).toBe(0);
  velocity.destroy();
  depth.destroy();
}

test('blended motion matches the reference, broken texels included', () => compare(true, false));
test('the mask of added light matches it, too', () => compare(true, false, 'additive'));
test('plain motion with normal depth matches the reference', () => compare(false, false));
test('plain motion with reversed depth matches the reference', () => compare(false, true));

test('background motion knows rotation and zoom, not translation', () => {
  const camera = new PerspectiveCamera(60, 1, 0.1, 100);
  camera.updateMatrixWorld();
  const background = createBackgroundMotion();
  const identity = new Matrix4();
  expect(background.update(camera.projectionMatrix, camera).equals(identity)).toBe(true);
  camera.position.set(1, 2, 3);
  camera.updateMatrixWorld();
  const moved = background.update(camera.projectionMatrix, camera).clone();
  const point = [0.3, -0.4, 1, 1];
  const row = (m: Matrix4, r: number): number =>
    point.reduce((sum, v, c) => sum + v * m.elements[c * 4 + r]!, 0);
  expect(row(moved, 0) / row(moved, 3)).toBeCloseTo(0.3, 5);
  expect(row(moved, 1) / row(moved, 3)).toBeCloseTo(-0.4, 5);
  camera.zoom = 2;
  camera.updateProjectionMatrix();
  const zoomed = background.update(camera.projectionMatrix, camera);
  expect(row(zoomed, 0) / row(zoomed, 3)).toBeCloseTo(0.15, 5);
});
