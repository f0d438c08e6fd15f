// The pictures of a sequence as a viewer sees them: 36 samples a pixel, shown through the display transform of tests/quality.
import * as THREE from 'three/webgpu';
import type { Size } from '@frameloom/gpu/frame';
import type { Platform } from '../../../tests/quality/engine/platform.ts';
import { createStage } from '../../../tests/quality/engine/stage.ts';
import type { Path } from '../../upscale/data/camera/types.ts';
import type { World } from '../../upscale/data/families/types.ts';
import { decodeRgb9e5 } from '../../upscale/data/format/encodings.ts';
import { createDecimator } from '../../upscale/data/render/decimator.ts';
import { createHighPass } from '../../upscale/data/render/high-pass.ts';
import { exposureFor, hasDetail } from '../../upscale/data/render/opening.ts';
import { placeCamera } from '../../upscale/data/render/sequence.ts';

const largestTile = 6144;

/** A sequence's pictures, RGB bytes, of the path that was taken. */
export type Pictures = { path: Path; frames: Uint8Array[] };

/**
 * Renders every frame of the first path that opens with something to see, exposed to a median of `brightness`; undefined
 * where `isStopped` says so in between.
 */
export async function renderPictures(
  platform: Platform,
  world: World,
  paths: readonly Path[],
  { size, brightness, isStopped }: { size: Size; brightness: number; isStopped: () => boolean },
): Promise<Pictures | undefined> {
  const stage = await createStage(platform, size);
  const pass = createHighPass(
    stage,
    size,
    Math.min(largestTile, platform.device.limits.maxTextureDimension2D),
  );
  const decimator = createDecimator(platform.device, size, []);
  const { near, far } = world;
  const camera = new THREE.PerspectiveCamera(50, size.width / size.height, near, far);
  camera.coordinateSystem = THREE.WebGPUCoordinateSystem;

  async function shoot(path: Path, index: number): Promise<Uint32Array> {
    const frame = path.frames[index]!;
    pose(world, camera, frame);
    stage.beginFrame(index);
    pass.render(world.scene, camera, { cut: frame.cut, same: false }, (tile, textures, clipToPrevious) =>
      decimator.add(tile, textures, { clipToPrevious, near, far, gain: 1, texels: [] }),
    );
    return (await decimator.read()).reference;
  }

  try {
    for (const [attempt, path] of paths.entries()) {
      const opening = await shoot(path, 0);
      const gain = exposureFor(opening, brightness);
      if (attempt + 1 < paths.length && !hasDetail(opening, size, gain)) continue;
      const frames = [showPicture(opening, gain)];
      for (let index = 1; index < path.frames.length; index++) {
        if (isStopped()) return undefined;
        frames.push(showPicture(await shoot(path, index), gain));
      }
      return { path, frames };
    }
    return undefined;
  } finally {
    decimator.dispose();
    pass.dispose();
    stage.dispose();
  }
}

/** Puts world and camera in the state of a frame. */
export function pose(world: World, camera: THREE.PerspectiveCamera, frame: Path['frames'][number]): void {
  world.animate(frame.seconds);
  placeCamera(camera, frame);
  for (const follower of world.followers ?? []) follower.position.copy(camera.position);
  world.scene.updateMatrixWorld();
}

/** RGB bytes of shared-exponent words: Narkowicz's fit of ACES and the sRGB curve, as tests/quality/engine/present.wgsl. */
export function showPicture(words: Uint32Array, gain: number): Uint8Array {
  const shown = showMantissas(gain);
  const bytes = new Uint8Array(words.length * 3);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const row = (word >>> 27) * 512;
    bytes[3 * i] = shown[row + (word & 511)]!;
    bytes[3 * i + 1] = shown[row + ((word >>> 9) & 511)]!;
    bytes[3 * i + 2] = shown[row + ((word >>> 18) & 511)]!;
  }
  return bytes;
}

/** The byte of every mantissa of nine bits, exponent by exponent: far fewer than pixels. */
function showMantissas(gain: number): Uint8Array {
  return Uint8Array.from({ length: 32 * 512 }, (_, i) => {
    const [value] = decodeRgb9e5((((i >>> 9) << 27) | (i & 511)) >>> 0);
    const x = Math.min(value * gain, 65504);
    const mapped = Math.min((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 1);
    const encoded = mapped <= 0.0031308 ? 12.92 * mapped : 1.055 * mapped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded);
  });
}
