// The maths of motion.wgsl in plain TypeScript, for tests.

/** One texel's inputs. */
export type MotionTexel = {
  x: number;
  y: number;
  /** The velocity texture's texel. */
  velocity: readonly [number, number, number, number];
  depth: number;
};

/** One dispatch's constants; `clipToPrevious` in columns, as three keeps it. */
export type MotionReferenceFrame = {
  blended: boolean;
  /** The mask is of added light. */
  additive: boolean;
  clipToPrevious: readonly number[];
  width: number;
  height: number;
  farDepth: number;
  maxReactive: number;
  viewport: readonly [number, number];
};

/** Motion in NDC and the mask of a texel. */
export function motionReference(
  texel: MotionTexel,
  frame: MotionReferenceFrame,
): { motion: [number, number]; mask: number } {
  const [vx, vy, reactivity, cover] = texel.velocity.map((v) => (Math.abs(v) < 65504 ? v : 0)) as [
    number,
    number,
    number,
    number,
  ];
  const [mx, my] = [vx * frame.viewport[0], vy * frame.viewport[1]];
  const sky = backgroundReference(texel, frame);
  if (!frame.blended) {
    return { motion: texel.depth === frame.farDepth ? sky : [mx, my], mask: 0 };
  }
  const open = 1 - Math.min(Math.max(cover, 0), 1);
  return {
    motion: [mx + open * sky[0], my + open * sky[1]],
    mask: frame.additive
      ? Math.min(Math.max(cover - 1, 0), 1)
      : Math.min(Math.max(reactivity, 0), frame.maxReactive),
  };
}

function backgroundReference(texel: MotionTexel, frame: MotionReferenceFrame): [number, number] {
  const hereX = ((texel.x + 0.5) / frame.width) * 2 - 1;
  const hereY = 1 - ((texel.y + 0.5) / frame.height) * 2;
  const point = [hereX, hereY, frame.farDepth, 1];
  const row = (r: number): number =>
    point.reduce((sum, v, c) => sum + v * frame.clipToPrevious[c * 4 + r]!, 0);
  const w = row(3);
  return w <= 1e-6 ? [0, 0] : [hereX - row(0) / w, hereY - row(1) / w];
}
