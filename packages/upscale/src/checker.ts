import { createPass, createPool, type Gpu, type ResourcePool } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { judgeSizes, judgeWindow } from './check-rules.ts';
import { slotBytes, slotFields, slotFrames, windowFrames } from './check-slots.ts';
import type { CheckWarning, FrameFacts } from './check-rules.ts';
import { temporalLibraries } from './libraries.ts';
import checkCode from './passes/check/check.wgsl?raw';
import type { RenderResources } from './resources.ts';
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

/** Frames that were recorded one after the other. */
type Window = { first: number; facts: FrameFacts[] };

/** Makes a checker; part of an upscaler with `check: true`. Statistics come back a window late and never wait. */
export async function createChecker(gpu: Gpu, label: string, options: UpscalerOptions): Promise<Checker> {
  const hdr = options.hdr ?? true;
  const pass = await createPass(gpu, {
    label: `${label}/check`,
    code: checkCode,
    libraries: temporalLibraries({ alpha: false }),
    constants: { hdr: hdr ? 1 : 0 },
  });
  const pool = createPool(gpu, label);
  const slots = pool.buffer({
    label: `${label}/check-slots`,
    size: slotFrames * slotBytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const read = createWindowReader(gpu, pool, label, slots);
  const { warnings, listen, report, stop } = createReports();
  let filling: Window = { first: 0, facts: [] };
  let full: Window | undefined;
  let isReading = false;
  let isDisposed = false;

  /** Judges the last full window, once the GPU has run it. */
  const judge = async (window: Window): Promise<void> => {
    isReading = true;
    const statistics = await read(window.first);
    isReading = false;
    if (!statistics || isDisposed) return;
    if (full === window) full = undefined;
    report(judgeWindow(statistics, window.facts, { hdr, orthographic: options.camera === 'orthographic' }));
  };

  return {
    warnings,
    bytes: pool.bytes,
    onWarning: listen,
    record(encoder, frame, { params, render, displaySize, reset, index }) {
      const { color, depth, motionVectors, renderSize } = frame;
      report(judgeSizes(frame, { color, depth, motionVectors }, displaySize));
      if (index % windowFrames === 0) {
        if (filling.facts.length === windowFrames) full = filling;
        filling = { first: index, facts: [] };
      }
      if (full && !isReading) void judge(full);
      filling.facts.push({ jitter: { ...frame.jitterOffset }, reset });
      encoder.clearBuffer(slots, (index % slotFrames) * slotBytes, slotBytes);
      pass.record(
        encoder,
        {
          params,
          prepared: render.prepared,
          motionVectors,
          surface: render.surface.write,
          color,
          lumaHistory: render.luma.read,
          slots,
        },
        { width: Math.ceil(renderSize.width / 4), height: Math.ceil(renderSize.height / 4) },
      );
    },
    dispose() {
      isDisposed = true;
      stop();
      pool.dispose();
    },
  };
}

/**
 * Reads the statistics of the window that begins with a frame; undefined where the GPU has not run all of it, or has begun
 * to overwrite it. The frames tell their own numbers, since nobody tells when the caller submits them.
 */
function createWindowReader(
  gpu: Gpu,
  pool: ResourcePool,
  label: string,
  slots: GPUBuffer,
): (first: number) => Promise<Int32Array | undefined> {
  const { device } = gpu;
  const size = windowFrames * slotBytes;
  const staging = pool.buffer({
    label: `${label}/check-staging`,
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  return async (first) => {
    try {
      const encoder = device.createCommandEncoder({ label: `${label}/check` });
      encoder.copyBufferToBuffer(slots, (first % slotFrames) * slotBytes, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const copy = new Int32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      const isWhole = Array.from({ length: windowFrames }, (_, i) => i).every(
        (i) => copy[(i + 1) * slotFields - 1] === first + i + 1,
      );
      return isWhole ? copy : undefined;
    } catch {
      return undefined; // the device went away or the buffer was freed
    }
  };
}

/** Warnings, each code once. */
function createReports(): {
  warnings: readonly CheckWarning[];
  listen(listener: (warning: CheckWarning) => void): () => void;
  report(found: readonly CheckWarning[]): void;
  stop(): void;
} {
  const warnings: CheckWarning[] = [];
  const listeners = new Set<(warning: CheckWarning) => void>();
  return {
    warnings,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report(found) {
      for (const warning of found) {
        if (warnings.some(({ code }) => code === warning.code)) continue;
        warnings.push(warning);
        for (const listener of listeners) listener(warning);
      }
    },
    stop: () => listeners.clear(),
  };
}
