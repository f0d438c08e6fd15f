// Renders one sequence of a family: pictures of all frames, and depth and motion of those that count as rendered.
import type { Size } from '@frameloom/gpu/frame';
import type { Platform } from '../../../tests/quality/engine/platform.ts';
import { planPath } from '../../upscale/data/camera/plan.ts';
import type { Family, Resources } from '../../upscale/data/families/types.ts';
import { encodeTensors, type Tensor } from '../../upscale/data/format/safetensors.ts';
import type { Split } from '../../upscale/data/host/arguments.ts';
import { randomFor, type PlannedSequence } from '../../upscale/data/host/plan.ts';
import { renderPictures } from './pictures.ts';
import { renderSurfaces } from './surfaces.ts';

/** What all sequences of a run have in common. */
export type RenderSpec = { split: Split; size: Size; frames: number; isStopped: () => boolean };

const openings = 5;

/** Bytes of the sequence's file; undefined where it was stopped. */
export async function renderSequenceFile(
  platform: Platform,
  family: Family,
  sequence: PlannedSequence,
  resources: Resources,
  { split, size, frames, isStopped }: RenderSpec,
): Promise<Uint8Array | undefined> {
  const draw = (purpose: string) => randomFor(split, sequence, purpose);
  const build = () => family.build(draw('world'), resources);
  const kind = draw('rate');
  // Most pages make one frame between two; half of the depth and motion is that of an upscaler's render size.
  const factor = kind.next() < 0.65 ? 2 : 3;
  const ratio = kind.pick([1, 2, 2]);
  const world = build();
  const paths = Array.from({ length: openings }, (_, i) =>
    planPath(draw(`camera ${i}`), world, frames, size),
  );
  const brightness = 0.1 * 6 ** draw('exposure').next();
  const pictures = await renderPictures(platform, world, paths, { size, brightness, isStopped });
  world.dispose();
  if (!pictures) return undefined;
  const renderSize = { width: Math.floor(size.width / ratio), height: Math.floor(size.height / ratio) };
  // A world of its own: what three remembers of the first one's frames must not be this one's motion.
  const again = build();
  const surfaces = await renderSurfaces(platform, again, pictures.path, { size, renderSize, factor });
  again.dispose();
  const shape = [surfaces.length, renderSize.height, renderSize.width];
  const tensors: Record<string, Tensor> = {
    pictures: bytesOf('U8', [pictures.frames.length, size.height, size.width, 3], pictures.frames),
    depth: bytesOf(
      'F32',
      shape,
      surfaces.map(({ depth }) => depth),
    ),
    velocity: bytesOf(
      'F16',
      [...shape, 4],
      surfaces.map(({ velocity }) => velocity),
    ),
    camera: bytesOf('F32', [surfaces.length, 32], [numbers(surfaces.flatMap(({ camera }) => camera))]),
    cut: bytesOf('U8', [surfaces.length], [Uint8Array.from(surfaces, ({ cut }) => Number(cut))]),
  };
  const metadata = {
    format: 'frameloom-between-1',
    family: sequence.family,
    split,
    seed: String(sequence.seed),
    factor: String(factor),
    camera_path: pictures.path.summary,
  };
  return encodeTensors({ tensors, metadata });
}

function numbers(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function bytesOf(dtype: Tensor['dtype'], shape: readonly number[], parts: readonly Uint8Array[]): Tensor {
  return { dtype, shape, data: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
}
