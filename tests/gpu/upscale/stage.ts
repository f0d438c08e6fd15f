// Plays analytic scenes into an upscaler.
import { getJitterOffset, getJitterPhaseCount } from '@frameloom/upscale';
import type { DepthMode, Size, UpscaleFrame, Upscaler } from '@frameloom/upscale';
import { createDepthWriter, readback, upload, type Picture } from './textures.ts';
import type { Scene } from './scenes.ts';

export const displaySize: Size = { width: 64, height: 36 };
export const renderSize: Size = { width: 32, height: 18 };

/** One frame's inputs as numbers, before they are uploaded. */
export type Samples = { color: Float32Array; depth: Float32Array; motion: Float32Array; size: Size };

export type PlayOptions = {
  frames: number;
  /** Number of the first frame; default 0, which also resets. */
  from?: number;
  displaySize?: Size;
  renderSize?: (frame: number) => Size;
  depth?: DepthMode;
  camera?: 'perspective' | 'orthographic';
  near?: number;
  far?: number;
  /** Offset that the picture is drawn with; default: the one that is reported. */
  drawnJitter?: (frame: number) => { x: number; y: number };
  colorFormat?: 'rgba16float' | 'rgba8unorm';
  /** Changes the numbers of a frame. */
  edit?: (samples: Samples, frame: number) => void;
  /** Changes what is handed in. */
  frame?: (frame: number, size: Size) => Partial<UpscaleFrame>;
  /** Read only these frames back; default all. */
  read?: (frame: number) => boolean;
};

export type Stage = {
  /** Resets, plays the frames in order and returns what came out. */
  play(upscaler: Upscaler, scene: Scene, options: PlayOptions): Promise<Picture[]>;
  /** The offset of a frame, render pixels. */
  jitter(frame: number, size: Size, display: Size): { x: number; y: number };
  /** Inputs of one frame; the caller destroys the textures. */
  inputs(scene: Scene, frame: number, options?: Partial<PlayOptions>): UpscaleFrame;
};

export function createStage(device: GPUDevice): Stage {
  const writeDepth = createDepthWriter(device);

  const jitterOf: Stage['jitter'] = (frame, size, display) =>
    getJitterOffset(frame, getJitterPhaseCount(size.width, display.width));

  const inputs: Stage['inputs'] = (scene, frame, options = {}) => {
    const size = options.renderSize?.(frame) ?? renderSize;
    const display = options.displaySize ?? displaySize;
    const { near = 0.5, far = 100 } = options;
    const jitter = jitterOf(frame, size, display);
    const drawn = options.drawnJitter?.(frame) ?? jitter;
    const depthOf = depthFunction(near, far, options.depth === 'reversed', options.camera === 'orthographic');
    const pixels = size.width * size.height;
    const samples: Samples = {
      color: new Float32Array(pixels * 4),
      depth: new Float32Array(pixels),
      motion: new Float32Array(pixels * 2),
      size,
    };
    for (let i = 0; i < pixels; i++) {
      const x = ((i % size.width) + 0.5 + drawn.x) / size.width;
      const y = (Math.floor(i / size.width) + 0.5 + drawn.y) / size.height;
      const hit = scene(x, y, frame);
      samples.color.set([...hit.color, hit.alpha ?? 1], i * 4);
      samples.depth[i] = depthOf(hit.z);
      samples.motion.set(hit.toPrevious, i * 2);
    }
    options.edit?.(samples, frame);
    return {
      color: upload(device, size.width, size.height, options.colorFormat ?? 'rgba16float', samples.color),
      depth: writeDepth(size.width, size.height, samples.depth),
      motionVectors: upload(device, size.width, size.height, 'rg32float', samples.motion),
      motionVectorScale: { x: 1, y: 1 },
      renderSize: size,
      jitterOffset: jitter,
      frameTimeDelta: 1000 / 60,
      sharpness: 0,
      reset: frame === 0,
      cameraNear: near,
      cameraFar: far,
      cameraFovAngleVertical: 1,
      ...options.frame?.(frame, size),
    };
  };

  return {
    inputs,
    jitter: jitterOf,
    async play(upscaler, scene, options) {
      const pictures: Picture[] = [];
      const from = options.from ?? 0;
      for (let frame = from; frame < from + options.frames; frame++) {
        const given = inputs(scene, frame, options);
        const encoder = device.createCommandEncoder();
        upscaler.record(encoder, given);
        device.queue.submit([encoder.finish()]);
        if (options.read?.(frame) ?? true) {
          pictures.push(await readback(device, given.output ?? upscaler.output));
        }
        for (const texture of [given.color, given.depth, given.motionVectors]) texture.destroy();
      }
      await device.queue.onSubmittedWorkDone();
      return pictures;
    },
  };
}

function depthFunction(near: number, far: number, reversed: boolean, flat: boolean): (z: number) => number {
  return (z) => {
    const share = flat ? (z - near) / (far - near) : (1 - near / z) / (1 - near / far);
    return reversed ? 1 - share : share;
  };
}
