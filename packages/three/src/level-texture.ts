import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { ExternalTexture, LinearFilter, NearestFilter, NoColorSpace } from 'three/webgpu';

/** What {@link LevelTexture} needs of a level of `@frameloom/world`. */
export type LevelPicture = {
  /** rgba8unorm with sRGB-encoded colours. */
  readonly output: GPUTexture;
  /** Records one step of play and its picture; see `Level.record`. */
  record(encoder: GPUCommandEncoder, action: number | string): GPUTexture;
};

/** Options of {@link LevelTexture}. */
export type LevelTextureOptions = {
  /** Square pixels when seen from near, as on an arcade screen of old. Default true; false smooths them. */
  pixelated?: boolean;
  /**
   * How little `upscale()` trusts what was on this screen before, from 0 to 1: the picture moves, and no motion vector
   * says so. Default 0.9; 0 smears what moves on it.
   */
  reactive?: number;
};

/** GPUTextureUsage, spelled out because Node has no such globals of its own. */
const usage = { copyDst: 0x02, textureBinding: 0x04 } as const;

/**
 * A neural level as a texture for any material: `material.map = new LevelTexture(gpu, level)`, then `texture.step(action)`
 * for each step of play, or `texture.record(encoder, action)` to share a submit. The renderer must draw on the level's device: `new WebGPURenderer({ device: gpu.device })`.
 * Colours are decoded by the hardware, so the texture mixes and filters in linear light.
 */
export class LevelTexture extends ExternalTexture {
  readonly level: LevelPicture;
  readonly #gpu: Gpu;
  readonly #copy: GPUTexture;

  /** @throws FrameloomError `invalid-texture` where the level's picture cannot be shown. */
  constructor(gpu: Gpu, level: LevelPicture, { pixelated = true, reactive = 0.9 }: LevelTextureOptions = {}) {
    const { width, height, format } = level.output;
    if (format !== 'rgba8unorm') {
      throw new FrameloomError(
        'invalid-texture',
        `LevelTexture: level.output must be rgba8unorm, got ${format}. Pass a level of @frameloom/world.`,
      );
    }
    // The same bytes under a format that says how they are encoded.
    const copy = gpu.device.createTexture({
      label: 'three/level texture',
      size: { width, height },
      format: 'rgba8unorm-srgb',
      usage: usage.copyDst | usage.textureBinding,
    });
    super(copy);
    this.level = level;
    this.#gpu = gpu;
    this.#copy = copy;
    this.name = 'LevelTexture';
    this.userData['reactive'] = reactive;
    this.colorSpace = NoColorSpace;
    this.magFilter = pixelated ? NearestFilter : LinearFilter;
    this.minFilter = LinearFilter;
    this.generateMipmaps = false;
    // three asks a texture's image for its size.
    (this as { image: unknown }).image = { width, height };
    // The first row is the top one; three's planes have v = 0 at the bottom.
    this.repeat.set(1, -1);
    this.offset.set(0, 1);
    this.needsUpdate = true;
    this.refresh();
  }

  /** Plays one step and shows it, in one submit. Throws what `level.record` throws. */
  step(action: number | string): void {
    this.#submit((encoder) => this.record(encoder, action));
  }

  /** Records a step and its picture into an encoder of the caller, who submits it. Throws what `level.record` throws. */
  record(encoder: GPUCommandEncoder, action: number | string): void {
    this.level.record(encoder, action);
    this.#copyPicture(encoder);
  }

  /** Shows the level as it is now, for instance after a reset. */
  refresh(): void {
    this.#submit((encoder) => this.#copyPicture(encoder));
  }

  /** Frees the texture. The level stays. */
  override dispose(): void {
    super.dispose();
    this.#copy.destroy();
  }

  #copyPicture(encoder: GPUCommandEncoder): void {
    const { width, height } = this.#copy;
    encoder.copyTextureToTexture({ texture: this.level.output }, { texture: this.#copy }, { width, height });
  }

  #submit(record: (encoder: GPUCommandEncoder) => void): void {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder({ label: 'three/level texture' });
    record(encoder);
    device.queue.submit([encoder.finish()]);
  }
}
