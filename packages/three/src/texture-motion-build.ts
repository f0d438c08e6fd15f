import { Matrix3, RepeatWrapping, type Node, type Texture } from 'three/webgpu';
import { dFdx, dFdy, float, max, vec2, viewportSize } from 'three/tsl';
import { pastInputs } from './past-inputs.ts';
import type { GraphNode, PastBuilder } from './past-nodes.ts';
import type { Past } from './past.ts';
import { isPicture, type Sampled } from './picture.ts';

/** How the picture on a surface moves over it. */
export type TextureMotion = {
  /** In NDC, to be added to the surface's. */
  motion: Node<'vec2'>;
  /** How little the past is worth where textures jump, or move in several ways. */
  reactive: Node<'float'>;
};

type Coordinates = { now: Node<'vec2'>; before: Node<'vec2'>; wraps: boolean };

/** More of a texture than this in one frame is another picture (a sheet of sprites, a new page), not motion. */
const longestStep = 0.1;
/** Of surfaces whose textures move in different ways: no motion is right for all of them. */
const mixedReactivity = { still: 0.3, several: 0.7 };

/**
 * The motion of the textures in the fragment that is being built, from their coordinates now and in the last frame:
 * offsets in uv become offsets in pixels by the inverse of their screen-space derivatives. `undefined` where none moves.
 */
export function buildTextureMotion(
  builder: PastBuilder,
  { twins }: Past,
  moving: WeakSet<Texture>,
): TextureMotion | undefined {
  const textures = [...builder.nodes].filter((node) => isPicture(node as Sampled)) as Sampled[];
  const groups = new Map<object, Coordinates>();
  let isAnyStill = false;
  for (const node of textures) {
    const now = builder.getNodeProperties(node)['uvNode'] as Node<'vec2'>;
    const found = { coordinates: false };
    const counts = (uniform: GraphNode): boolean => isMovingInput(uniform, node.value, moving);
    const before = pastInputs(now, builder, twins, counts, found);
    if (before === 'unknown') return { motion: vec2(0), reactive: float(mixedReactivity.several) };
    if (before === undefined) isAnyStill ||= found.coordinates;
    else {
      const wraps = node.value.wrapS === RepeatWrapping && node.value.wrapT === RepeatWrapping;
      groups.set(node.uvNode ?? node.value.matrix, { now, before: before as Node<'vec2'>, wraps });
    }
  }
  if (groups.size === 0) return undefined;
  const { still, several } = mixedReactivity;
  let motion: Node<'vec2'> = vec2(0);
  let reactive: Node<'float'> = float(groups.size > 1 ? several : isAnyStill ? still : 0);
  for (const group of groups.values()) {
    const { pixels, isStep } = pixelsOf(group);
    motion = motion.add(pixels);
    reactive = isStep.select(reactive, float(0.9)) as Node<'float'>;
  }
  return { motion: motion.div(viewportSize.mul(groups.size / -2)), reactive };
}

/** What a step in uv is in pixels, x right, y up; none where it is no step. */
function pixelsOf({ now: uv, before, wraps }: Coordinates): { pixels: Node<'vec2'>; isStep: Node<'bool'> } {
  const now = uv.toVar();
  const offset = now.sub(before);
  const step = (wraps ? offset.sub(offset.round()) : offset).toVar();
  const right = dFdx(now).toVar();
  const up = dFdy(now).toVar();
  const area = right.x.mul(up.y).sub(right.y.mul(up.x)).toVar();
  const pixels = vec2(step.x.mul(up.y).sub(step.y.mul(up.x)), right.x.mul(step.y).sub(right.y.mul(step.x)));
  const isStep = max(step.x.abs(), step.y.abs()).lessThan(longestStep).toVar();
  const isFlat = area.abs().lessThan(1e-12);
  return { pixels: isStep.and(isFlat.not()).select(pixels.div(area), vec2(0)) as Node<'vec2'>, isStep };
}

/** Whether a uniform in a texture's coordinates is one that the application animates. */
function isMovingInput(
  { name, value, updateType, isUniformNode }: GraphNode,
  texture: Texture,
  moving: WeakSet<Texture>,
): boolean {
  if (!isUniformNode || name.startsWith('camera')) return false;
  if (value instanceof Matrix3) return value === texture.matrix && moving.has(texture);
  return updateType !== 'object';
}
