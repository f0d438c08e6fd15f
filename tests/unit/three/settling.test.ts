import { PerspectiveCamera } from 'three/webgpu';
import { expect, test } from 'vitest';
import { createSettling } from '../../../packages/three/src/react/settling.ts';

/** Frames that follow one another by themselves, from a frame that something else asked for. */
function run(settling: ReturnType<typeof createSettling>, camera: PerspectiveCamera): number {
  let frames = 1;
  while (settling.needsAnother(camera)) frames++;
  return frames;
}

test('a canvas that draws on demand gets 32 more frames after a change, and then none', () => {
  const settling = createSettling();
  const camera = new PerspectiveCamera();
  expect(run(settling, camera)).toBe(33);
  expect(run(settling, camera)).toBe(33);
});

test('a camera that moves while the picture settles starts anew', () => {
  const settling = createSettling();
  const camera = new PerspectiveCamera();
  for (let frame = 0; frame < 40; frame++) {
    camera.position.x += 0.1;
    camera.updateMatrixWorld();
    expect(settling.needsAnother(camera)).toBe(true);
  }
  expect(run(settling, camera)).toBe(32);
});
