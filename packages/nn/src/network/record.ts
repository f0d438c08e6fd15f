import type { PassTimer } from '@frameloom/gpu';
import type { LayerWork } from './work.ts';

/** Records layers in one compute pass, or each in its own where a timer asks for detail. */
export function recordWork(
  encoder: GPUCommandEncoder,
  label: string,
  work: readonly LayerWork[],
  timer: PassTimer | undefined,
): void {
  const within = (name: string, record: (pass: GPUComputePassEncoder) => void): void => {
    const timestampWrites = timer?.pass(name);
    const pass = encoder.beginComputePass({ label: name, ...(timestampWrites && { timestampWrites }) });
    try {
      record(pass);
    } finally {
      pass.end();
    }
  };
  if (timer?.detail) {
    for (const { name, layer, edges } of work) {
      within(`${label}/${name}`, (pass) => layer.record(pass, edges));
    }
  } else {
    within(label, (pass) => work.forEach(({ layer, edges }) => layer.record(pass, edges)));
  }
}
