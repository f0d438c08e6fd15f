import { createDrawPass, createPass, createPool } from '@frameloom/gpu';
import type { Gpu, PassTimer, ResourcePool } from '@frameloom/gpu';
import { storedAlias, type StoredFormat } from './gpu/stored.ts';
import { bufferUsage, textureUsage } from './gpu/usage.ts';
import { resampleTable } from './passes/resample/resample-table.ts';
import resampleCode from './passes/resample/resample.wgsl?raw';
import { sameSize, type Size } from './size.ts';

/** Resamples to any size with a separable windowed sinc, widened for reduction so that nothing aliases. */
export type Resampler = {
  readonly bytes: number;
  /** Draws `source` into all of `target`. */
  draw(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** Stores `source` into all of `target`, which has STORAGE_BINDING. */
  store(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  dispose(): void;
};

/** Strength of the ringing clamp, 0 … 1: keeps most of the sharpness and makes halos hard to see. */
export const antiring = 0.6;

/** @param formats Texture formats that `draw` and `store` write. */
export async function createResampler(
  gpu: Gpu,
  label: string,
  formats: { draw: GPUTextureFormat; store: StoredFormat },
): Promise<Resampler> {
  const compute = (name: string, vertical: number, stored: StoredFormat) =>
    createPass(gpu, {
      label: `${label}/${name}`,
      file: 'resample.wgsl',
      code: resampleCode,
      prelude: storedAlias(stored),
      constants: { vertical, antiring },
    });
  const [rows, columns, drawColumns] = await Promise.all([
    compute('resample-rows', 0, 'rgba16float'),
    compute('resample-columns', 1, formats.store),
    createDrawPass(gpu, {
      label: `${label}/resample-draw`,
      file: 'resample.wgsl',
      code: resampleCode,
      prelude: storedAlias('rgba16float'),
      constants: { vertical: 1, antiring },
      format: formats.draw,
    }),
  ]);
  let plan: Plan | undefined;

  const planFor = (source: Size, target: Size): Plan => {
    if (plan && sameSize(plan.source, source) && sameSize(plan.target, target)) return plan;
    plan?.pool.dispose();
    return (plan = createPlan(gpu, label, source, target));
  };
  const recordRows = (encoder: GPUCommandEncoder, source: GPUTexture, plan: Plan, timer?: PassTimer): void =>
    rows.record(encoder, { source, table: plan.rowTable, result: plan.between }, plan.between, timer);

  return {
    get bytes() {
      return plan?.pool.bytes ?? 0;
    },
    draw(encoder, source, target, timer) {
      const made = planFor(source, target);
      recordRows(encoder, source, made, timer);
      const bindings = { source: made.between, table: made.columnTable, targetSize: made.size };
      drawColumns.record(encoder, bindings, target, {}, timer);
    },
    store(encoder, source, target, timer) {
      const made = planFor(source, target);
      recordRows(encoder, source, made, timer);
      columns.record(
        encoder,
        { source: made.between, table: made.columnTable, result: target },
        target,
        timer,
      );
    },
    dispose() {
      plan?.pool.dispose();
      plan = undefined;
    },
  };
}

type Plan = {
  source: Size;
  target: Size;
  pool: ResourcePool;
  between: GPUTexture;
  rowTable: GPUBuffer;
  columnTable: GPUBuffer;
  size: GPUBuffer;
};

function createPlan(gpu: Gpu, label: string, source: Size, target: Size): Plan {
  const pool = createPool(gpu, label);
  const filled = (
    name: string,
    data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
    usage: number,
  ) => {
    const buffer = pool.buffer({ label: name, size: data.byteLength, usage: usage | bufferUsage.copyDst });
    gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  return {
    source: { width: source.width, height: source.height },
    target: { width: target.width, height: target.height },
    pool,
    between: pool.texture({
      label: 'rows',
      width: target.width,
      height: source.height,
      format: 'rgba16float',
      usage: textureUsage.texture | textureUsage.storage,
    }),
    rowTable: filled('row weights', resampleTable(source.width, target.width).data, bufferUsage.storage),
    columnTable: filled(
      'column weights',
      resampleTable(source.height, target.height).data,
      bufferUsage.storage,
    ),
    size: filled('target size', new Uint32Array([target.width, target.height]), bufferUsage.uniform),
  };
}
