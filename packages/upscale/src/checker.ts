import type { Gpu } from '@frameloom/gpu';
import { getMipBias } from './sizes.ts';
import type { UpscaleFrame, UpscalerOptions } from './types.ts';

/** An integration mistake that the checker found. */
export type CheckWarning = {
  code: 'jitter-not-applied' | 'mip-bias-missing';
  /** What is wrong, what was seen, what to do. */
  message: string;
};

/** Watches the frames that an application hands in and names its mistakes, each once. */
export type Checker = {
  readonly warnings: readonly CheckWarning[];
  readonly bytes: number;
  onWarning(listener: (warning: CheckWarning) => void): () => void;
  record(encoder: GPUCommandEncoder, frame: UpscaleFrame, reset: boolean): void;
  dispose(): void;
};

/** Makes a checker; part of an upscaler with `check: true`. */
export async function createChecker(_gpu: Gpu, _label: string, options: UpscalerOptions): Promise<Checker> {
  const warnings: CheckWarning[] = [];
  const listeners = new Set<(warning: CheckWarning) => void>();
  const warn = (code: CheckWarning['code'], message: string): void => {
    if (warnings.some((w) => w.code === code)) return;
    warnings.push({ code, message });
    for (const listener of listeners) listener({ code, message });
  };
  return {
    warnings,
    bytes: 0,
    onWarning(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    record(_encoder, frame) {
      const bias = getMipBias(frame.renderSize.width, options.displaySize.width);
      if (frame.mipBias === undefined || frame.mipBias > bias + 0.6) {
        warn('mip-bias-missing', `upscale: mip bias`);
      }
    },
    dispose: () => listeners.clear(),
  };
}
