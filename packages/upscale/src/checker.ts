import { createPool } from '@frameloom/gpu';
import type { Gpu } from '@frameloom/gpu';
import { judgeSizes, judgeWindow, slotFields, windowFrames } from './check-rules.ts';
import type { CheckWarning, FrameFacts } from './check-rules.ts';
import { createPass } from './pass.ts';
import checkCode from './passes/check/check.wgsl?raw';
import { lib } from './prelude.ts';
import type { RenderResources } from './resources.ts';
import type { Size } from './sizes.ts';
import type { UpscaleFrame, UpscalerOptions } from './types.ts';

/** Watches the frames that an application hands in and names its mistakes, each once. */
export type Checker = {
  readonly warnings: readonly CheckWarning[];
  readonly bytes: number;
  onWarning(listener: (warning: CheckWarning) => void): () => void;
  /** Records statistics of `frame`; call after the passes and before the histories swap. */
  record(
    encoder: GPUCommandEncoder,
    frame: UpscaleFrame,
    context: { params: GPUBuffer; render: RenderResources; displaySize: Size; reset: boolean; index: number },
  ): void;
  dispose(): void;
};

const bytes = windowFrames * slotFields * 4;

/** Makes a checker; part of an upscaler with `check: true`. Statistics come back a window late and never wait. */
export async function createChecker(gpu: Gpu, label: string, options: UpscalerOptions): Promise<Checker> {
  const hdr = options.hdr ?? true;
  const pass = await createPass(gpu, {
    label: `${label}/check`,
    code: [lib.params, lib.color, lib.motion, checkCode],
    constants: { hdr: hdr ? 1 : 0 },
  });
  const pool = createPool(gpu, label);
  const slots = pool.buffer({
    label: `${label}/check-slots`,
    size: bytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const staging = pool.buffer({
    label: `${label}/check-staging`,
    size: bytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const warnings: CheckWarning[] = [];
  const listeners = new Set<(warning: CheckWarning) => void>();
  let facts: FrameFacts[] = [];
  // idle → copied (in an encoder that the caller has yet to submit) → reading → idle
  let pending: FrameFacts[] | undefined;
  let reading = false;
  let disposed = false;

  const report = (found: readonly CheckWarning[]): void => {
    for (const warning of found) {
      if (warnings.some((w) => w.code === warning.code)) continue;
      warnings.push(warning);
      for (const listener of listeners) listener(warning);
    }
  };

  const read = async (window: FrameFacts[]): Promise<void> => {
    reading = true;
    try {
      await staging.mapAsync(GPUMapMode.READ);
      const copy = new Int32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      report(judgeWindow(copy, window, { hdr, orthographic: options.camera === 'orthographic' }));
    } catch {
      // The device went away or the buffer was freed: there is nothing left to judge.
    } finally {
      reading = false;
    }
  };

  return {
    warnings,
    bytes: pool.bytes,
    onWarning(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    record(encoder, frame, { params, render, displaySize, reset, index }) {
      if (disposed) return;
      const { color, depth, motionVectors } = frame;
      report(judgeSizes(frame, { color, depth, motionVectors }, displaySize));
      if (pending && !reading) {
        void read(pending);
        pending = undefined;
      }
      if (index % windowFrames === 0) {
        facts = [];
        encoder.clearBuffer(slots);
      }
      facts.push({ jitter: { ...frame.jitterOffset }, reset });
      const grid = {
        width: Math.ceil(frame.renderSize.width / 4),
        height: Math.ceil(frame.renderSize.height / 4),
      };
      pass.record(
        encoder,
        [params, render.prepared, motionVectors, render.motion.write, color, render.luma.read, slots],
        grid,
      );
      if (
        facts.length === windowFrames &&
        index % windowFrames === windowFrames - 1 &&
        !reading &&
        !pending
      ) {
        encoder.copyBufferToBuffer(slots, 0, staging, 0, bytes);
        pending = facts;
      }
    },
    dispose() {
      disposed = true;
      listeners.clear();
      pool.dispose();
    },
  };
}
