import type { Matrix4 } from 'three/webgpu';
import { createPass, createPool, createUniformRing, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { Size } from '@frameloom/upscale';
import code from './motion.wgsl?raw';

/** What {@link MotionPass} reads. */
export type MotionInputs = {
  /** three's velocity, or our blended one. */
  velocity: GPUTexture;
  depth: GPUTexture;
  renderSize: Size;
  isReversedDepth: boolean;
  /** From `BackgroundMotion.update()`. */
  clipToPrevious: Matrix4;
  /** The part of the target that the scene is drawn to. Default 1, all of it. */
  viewport?: { x: number; y: number };
};

/** What the pass writes: motion, and the mask that was asked for. */
export type FinishedMotion = { motion: GPUTexture; mask: GPUTexture };

/** Finished motion and a mask at render size. Submit what was recorded before a frame of another size. */
export interface MotionPass {
  readonly bytes: number;
  record(encoder: GPUCommandEncoder, inputs: MotionInputs, timer?: PassTimer): FinishedMotion;
  dispose(): void;
}

const frameBytes = 96;
const maxReactive = 0.9;

/**
 * Compiles the pass. `blended`: the velocity texture is that of our scene pass, with coverage and reactivity; `kind`: what the
 * mask is of, for other textures it is 0.
 */
export async function createMotionPass(
  gpu: Gpu,
  blended: boolean,
  kind: 'reactive' | 'additive' = 'reactive',
): Promise<MotionPass> {
  const pass = await createPass(gpu, {
    label: 'three/motion',
    code,
    constants: { blended: blended ? 1 : 0, additive: kind === 'additive' ? 1 : 0 },
  });
  const pool = createPool(gpu, 'three');
  const frame = createUniformRing(gpu, pool, { label: 'motion frame', size: frameBytes });
  const data = new Float32Array(frameBytes / 4);
  let made: FinishedMotion | undefined;

  function texturesFor({ width, height }: Size): FinishedMotion {
    if (made?.motion.width === width && made.motion.height === height) return made;
    if (made) Object.values(made).forEach((texture) => pool.free(texture));
    const texture = (label: string, format: GPUTextureFormat): GPUTexture => {
      const usage =
        GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_SRC;
      return pool.texture({ label, width, height, format, usage });
    };
    made = { motion: texture('motion', 'rgba16float'), mask: texture('mask', 'rgba8unorm') };
    return made;
  }

  return {
    get bytes() {
      return pool.bytes;
    },
    record(encoder, { velocity, depth, renderSize, isReversedDepth, clipToPrevious, viewport }, timer) {
      const { width, height } = renderSize;
      const textures = texturesFor(renderSize);
      data.set(clipToPrevious.elements);
      data.set([width, height, isReversedDepth ? 0 : 1, maxReactive, viewport?.x ?? 1, viewport?.y ?? 1], 16);
      frame.write(encoder, data);
      const bindings = { frame: frame.buffer, source: velocity, depth, ...textures };
      pass.record(encoder, bindings, renderSize, timer);
      return textures;
    },
    dispose: () => pool.dispose(),
  };
}
