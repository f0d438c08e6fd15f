import { createPool, createUniformRing, type Gpu, type Pass, type PassTimer } from '@frameloom/gpu';
import type { FeatureMap } from '@frameloom/nn';
import { bufferUsage } from '../gpu/usage.ts';
import { usualRestoration, type Restoration } from '../looks.ts';
import type { Size } from '../size.ts';
import type { Estimator } from './estimator.ts';

/** The degradation level of each frame, as a buffer that networks read: given, or estimated every 8 frames. */
export type LevelSource = {
  readonly bytes: number;
  /** The level, or `'auto'`: estimated, and 0.5 without an estimator. */
  restoration: Restoration;
  /** Estimates the level; the caller's to dispose. */
  estimator: Estimator | undefined;
  /** Resets the temporal state. */
  reset(): void;
  /**
   * Records what makes the level of this frame current.
   *
   * @param frame Scratch of the network's input map; its content is lost.
   * @returns A buffer whose first float is the level, and whether it differs from that of the frame before.
   */
  record(
    encoder: GPUCommandEncoder,
    source: GPUTexture,
    frame: FeatureMap,
    size: Size,
    timer?: PassTimer,
  ): { level: GPUBuffer; changed: boolean };
  dispose(): void;
};

/** Frames from one estimate to the next. */
const estimateEvery = 8;

/** @param prepare Writes a frame as input map of a network. */
export function createLevelSource(gpu: Gpu, label: string, prepare: Pass): LevelSource {
  const pool = createPool(gpu, label);
  const level = (name: string): GPUBuffer =>
    pool.buffer({ label: name, size: 4, usage: bufferUsage.storage });
  const given = createUniformRing(gpu, pool, { label: `${label}/restoration given`, size: 4 });
  const [estimated, zero] = [level('restoration estimated'), level('no restoration')];
  let restoration: Restoration = 0;
  let estimator: Estimator | undefined;
  let isNew = true;
  /** Frames since the last estimate. */
  let age = 0;
  /** What the frame before had: the value given, or that it was estimated. */
  let last: number | 'estimated' | undefined;

  const give = (encoder: GPUCommandEncoder, value: number): { level: GPUBuffer; changed: boolean } => {
    const changed = last !== value;
    if (changed) given.write(encoder, Float32Array.of(value));
    last = value;
    return { level: given.buffer, changed };
  };

  return {
    get bytes() {
      return pool.bytes;
    },
    get restoration() {
      return restoration;
    },
    set restoration(value) {
      if (value !== restoration) isNew = true;
      restoration = value;
    },
    get estimator() {
      return estimator;
    },
    set estimator(value) {
      if (value !== estimator) isNew = true;
      estimator = value;
    },
    reset() {
      isNew = true;
    },
    record(encoder, source, frame, size, timer) {
      if (restoration !== 'auto') return give(encoder, restoration);
      if (!estimator) return give(encoder, usualRestoration);
      const changed = isNew || age >= estimateEvery || last !== 'estimated';
      if (isNew || age >= estimateEvery) {
        prepare.record(encoder, { source, frame: frame.buffer, level: zero }, source, timer);
        estimator.record(encoder, frame, size, estimated, isNew, timer);
        age = 0;
        isNew = false;
      }
      age += 1;
      last = 'estimated';
      return { level: estimated, changed };
    },
    dispose: () => pool.dispose(),
  };
}
