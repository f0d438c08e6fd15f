// Which pixels of a frame are hard to make between two others, found from the scene itself: edges of surfaces that move, and
// what particles, glass and other transparent things colour. One byte a pixel.
import type { SceneSource } from '../sequences/types.ts';
import { halfToNumber } from './half.ts';
import { createMotionPass } from './motion-pass.ts';
import type { Platform } from './platform.ts';
import { openPlay, type RunSpec } from './play.ts';
import { readTexture } from './readback.ts';
import { createScenePass } from './scene-pass.ts';

/** Bits of a pixel. */
export const regionBits = { edges: 1, particles: 2 } as const;

/** Ratio of view depths from which two neighbours are two surfaces. */
const step = 1.1;
/** Pixels a frame from which a surface moves. */
const moving = 0.5;
/** Change of c / (1 + c) that a transparent thing makes from which it counts. */
const visible = 0.02;

/** Calls back with the regions of each frame. */
export async function renderRegions(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  onFrame: (index: number, regions: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const play = await openPlay(platform, source, spec);
  const { stage, built } = play;
  const { near, far } = built.camera;
  const motion = createMotionPass(stage, spec.size, built.camera);
  const color = createScenePass(stage, spec.size);
  const read = async (texture: Parameters<typeof stage.gpuTexture>[0]): Promise<Uint8Array<ArrayBuffer>> =>
    readTexture(platform.device, stage.gpuTexture(texture));
  const opaqueOnly = (render: () => void): void => {
    stage.renderer.transparent = false;
    render();
    stage.renderer.transparent = true;
  };
  try {
    for (let index = 0; index < spec.frames; index++) {
      const { cut } = play.pose(index);
      opaqueOnly(() => motion.render(built.scene, cut || index === 0));
      const depth = new Float32Array((await read(motion.target.depthTexture!)).buffer);
      const velocity = new Uint16Array((await read(motion.target.textures[1]!)).buffer);
      color.render(built.scene, built.camera);
      const whole = new Uint16Array((await read(color.target.texture)).buffer);
      opaqueOnly(() => color.render(built.scene, built.camera));
      const opaque = new Uint16Array((await read(color.target.texture)).buffer);
      const regions = edgesOf(depth, velocity, spec.size, near / far);
      for (let i = 0; i < regions.length; i++) {
        if (differs(whole, opaque, i)) regions[i]! |= regionBits.particles;
      }
      await onFrame(index, regions);
    }
  } finally {
    motion.dispose();
    color.dispose();
    play.dispose();
  }
}

/** Pixels beside or on the edge of a surface that moves. */
function edgesOf(
  depth: Float32Array,
  velocity: Uint16Array,
  { width, height }: RunSpec['size'],
  atFar: number,
): Uint8Array<ArrayBuffer> {
  const regions = new Uint8Array(depth.length);
  // near / distance, linear in depth.
  const nearness = depth.map((d) => 1 + (atFar - 1) * d);
  const moves = (i: number): boolean =>
    Math.hypot(
      halfToNumber(velocity[i * 4]!) * 0.5 * width,
      halfToNumber(velocity[i * 4 + 1]!) * 0.5 * height,
    ) > moving;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const isEdge = [i + 1, i + width].some((other) => {
        const [a, b] = [nearness[i]!, nearness[other]!];
        return Math.max(a, b) > step * Math.min(a, b) && (moves(i) || moves(other));
      });
      if (!isEdge) continue;
      for (let k = 0; k < 9; k++)
        regions[i + (Math.floor(k / 3) - 1) * width + (k % 3) - 1] = regionBits.edges;
    }
  }
  return regions;
}

function differs(a: Uint16Array, b: Uint16Array, pixel: number): boolean {
  for (let c = pixel * 4; c < pixel * 4 + 3; c++) {
    if (a[c] === b[c]) continue;
    const [x, y] = [halfToNumber(a[c]!), halfToNumber(b[c]!)];
    if (Math.abs(x / (1 + x) - y / (1 + y)) > visible) return true;
  }
  return false;
}
