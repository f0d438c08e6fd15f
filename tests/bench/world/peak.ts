import { createKernel, createPool, type Gpu } from '@frameloom/gpu';

const code = (type: 'f32' | 'f16'): string => `
${type === 'f16' ? 'enable f16;' : ''}
alias number = ${type};
@group(0) @binding(0) var<uniform> rounds: u32;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4<number>(number(id.x % 7u)) * 0.1 + 0.3;
  var a = vec4<number>(0.1); var b = vec4<number>(0.2); var c = vec4<number>(0.3); var d = vec4<number>(0.4);
  for (var i = 0u; i < rounds; i++) {
    a = fma(a, factor, factor); b = fma(b, factor, factor); c = fma(c, factor, factor); d = fma(d, factor, factor);
    a = fma(a, factor, factor); b = fma(b, factor, factor); c = fma(c, factor, factor); d = fma(d, factor, factor);
  }
  let sum = a + b + c + d;
  result[id.x] = f32(sum.x + sum.y + sum.z + sum.w);
}`;

/** Multiply-adds of an invocation in a round. */
const perRound = 8 * 4;
const invocations = 2 ** 16;

/** Most floating-point operations a second that the adapter was seen to do; a multiply-add is two. */
export async function measurePeak(gpu: Gpu, type: 'f32' | 'f16'): Promise<number> {
  const { device } = gpu;
  const kernel = await createKernel(gpu, { label: `bench/peak ${type}`, code: code(type) });
  const pool = createPool(gpu, 'bench/peak');
  const { UNIFORM, STORAGE, COPY_DST } = GPUBufferUsage;
  const rounds = pool.buffer({ label: 'rounds', size: 16, usage: UNIFORM | COPY_DST });
  const result = pool.buffer({ label: 'result', size: invocations * 4, usage: STORAGE });
  const group = kernel.bind([rounds, result]);
  const time = async (count: number): Promise<number> => {
    device.queue.writeBuffer(rounds, 0, Uint32Array.of(count, 0, 0, 0));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(invocations / 64);
    pass.end();
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  let count = 8;
  while ((await time(count)) < 60) count *= 2;
  let [single, double] = [Infinity, Infinity];
  for (let i = 0; i < 4; i++) {
    single = Math.min(single, await time(count));
    double = Math.min(double, await time(2 * count));
  }
  pool.dispose();
  // What a call costs beside its arithmetic falls out of the difference, which other work on the machine may swallow.
  const ms = double > single ? double - single : double / 2;
  return (2 * invocations * perRound * count) / (ms / 1000);
}
