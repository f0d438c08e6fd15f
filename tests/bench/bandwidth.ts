import { createKernel, createPassTimer, createPool, type Gpu } from '@frameloom/gpu';

/** Bytes per second, reads and writes added up. */
export type Bandwidth = { copy: number; compute: number };

const copyCode = `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4f>;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 256;
  if (i < arrayLength(&source)) { target_[i] = source[i]; }
}`;

/** Measures how fast the adapter copies: by copyBufferToBuffer and by a shader; the best of several rounds. */
export async function measureBandwidth(gpu: Gpu): Promise<Bandwidth> {
  const { device } = gpu;
  const size = gpu.tier === 'software' ? 2 ** 25 : 2 ** 28;
  const bytes = Math.min(size, device.limits.maxStorageBufferBindingSize & ~255);
  const pool = createPool(gpu, 'bench/bandwidth');
  const timer = createPassTimer(gpu);
  const kernel = await createKernel(gpu, { label: 'bench/copy', code: copyCode });
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const source = pool.buffer({ label: 'source', size: bytes, usage: STORAGE | COPY_SRC });
  const target = pool.buffer({ label: 'target', size: bytes, usage: STORAGE | COPY_DST });
  const bindings = kernel.bind([source, target]);
  const groups = bytes / 16 / 256;
  const best = { copy: Number.POSITIVE_INFINITY, compute: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 6; round++) {
    const encoder = device.createCommandEncoder({ label: 'bench/bandwidth' });
    const stamps = timer.pass('copy');
    if (!stamps) break;
    const { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex } = stamps;
    encoder
      .beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: beginningOfPassWriteIndex! },
      })
      .end();
    encoder.copyBufferToBuffer(source, 0, target, 0, bytes);
    encoder
      .beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex: endOfPassWriteIndex! } })
      .end();
    const computeStamps = timer.pass('compute');
    const pass = encoder.beginComputePass({ ...(computeStamps && { timestampWrites: computeStamps }) });
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, bindings);
    const columns = Math.min(groups, 65535);
    pass.dispatchWorkgroups(columns, Math.ceil(groups / columns));
    pass.end();
    timer.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    await timer.collect();
    const { copy, compute } = timer.results();
    // The first rounds touch the memory for the first time.
    if (round < 2 || !copy || !compute) continue;
    best.copy = Math.min(best.copy, copy.last || Number.POSITIVE_INFINITY);
    best.compute = Math.min(best.compute, compute.last || Number.POSITIVE_INFINITY);
  }
  timer.dispose();
  pool.dispose();
  const rate = (ms: number): number => (2 * bytes) / (ms / 1000);
  return { copy: rate(best.copy), compute: rate(best.compute) };
}
