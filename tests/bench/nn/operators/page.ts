import { createGpu, createPool, type Gpu } from '@frameloom/gpu';
import { floatToHalf, halfToFloat } from '@frameloom/gpu/files';
import { createMatrix } from '@frameloom/nn';
import { createRandom } from '../../../gpu/nn/maps.ts';
import { readBuffer } from '../../../support/read-buffer.ts';
import { measureBandwidth } from '../../bandwidth.ts';
import { measurePeak } from '../../world/peak.ts';
import { listCases } from './cases.ts';
import type { Halves, Kit, OperatorCase } from './types.ts';

/** One operator: milliseconds of a call, medians of calls that follow each other without a wait. */
export type OperatorRow = {
  name: string;
  halves: Halves;
  macs: number;
  bytes: number;
  ms: number;
  peerMs: number | undefined;
  /** Of the peer, relative to the largest number. */
  difference: number | undefined;
  /** Why there is no peer. */
  problem: string | undefined;
};

/** Everything measured. */
export type OperatorReport = {
  adapter: string;
  tier: string;
  peerName: string | undefined;
  /** Bytes a second that are read and written in a copy, and floating-point operations a second. */
  copy: number;
  peak: Readonly<Record<Halves, number>>;
  rows: OperatorRow[];
};

export type OperatorSpec = { peer: boolean };

/** Runs the benchmark in this page. */
export async function runInPage({ peer }: OperatorSpec): Promise<OperatorReport> {
  const gpu = await createGpu({ label: 'bench' });
  const isSoftware = gpu.tier === 'software';
  const { copy } = await measureBandwidth(gpu);
  const hasHalves = gpu.device.features.has('shader-f16');
  const peak = {
    f32: await measurePeak(gpu, 'f32'),
    f16: hasHalves ? await measurePeak(gpu, 'f16') : Number.NaN,
  };
  const opener = peer ? await import('./peer.ts') : undefined;
  const rows: OperatorRow[] = [];
  let peerName: string | undefined;
  for (const halves of hasHalves ? (['f32', 'f16'] as const) : (['f32'] as const)) {
    for (const item of listCases(halves, isSoftware)) {
      console.log(`progress: ${item.name} in ${halves}`);
      const { row, name } = await measureCase(gpu, item, opener?.openPeer);
      rows.push(row);
      peerName ??= name;
    }
  }
  const { adapterName, tier } = gpu;
  gpu.dispose();
  return { adapter: adapterName, tier, peerName, copy, peak, rows };
}

type OpenPeer = (typeof import('./peer.ts'))['openPeer'];

const rounds = 7;

async function measureCase(
  gpu: Gpu,
  { name, halves, prepare }: OperatorCase,
  openPeer: OpenPeer | undefined,
): Promise<{ row: OperatorRow; name: string | undefined }> {
  const pool = createPool(gpu, 'bench/case');
  const made = await prepare(createKit(gpu, pool, halves));
  let problem: string | undefined;
  const peer =
    openPeer && made.peer
      ? await openPeer(gpu, made.peer, halves === 'f32' ? 'float32' : 'float16').catch((error: Error) => {
          problem = error.message;
          return undefined;
        })
      : undefined;
  const { device } = gpu;
  const ours = (count: number): void => {
    const encoder = device.createCommandEncoder();
    for (let i = 0; i < count; i++) made.record(encoder);
    device.queue.submit([encoder.finish()]);
  };
  const theirs = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await peer!.run();
  };
  const time = async (run: (count: number) => Promise<void> | void, count: number): Promise<number> => {
    const start = performance.now();
    await run(count);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / count;
  };
  await time(ours, 1);
  if (peer) await time(theirs, 1);
  const read = async (buffer: GPUBuffer): Promise<Float32Array> => {
    const bytes = await readBuffer(device, buffer);
    return halves === 'f32'
      ? new Float32Array(bytes)
      : Float32Array.from(new Uint16Array(bytes), halfToFloat);
  };
  const difference = peer && largestDifference(await read(peer.output), await read(made.output.buffer));
  const count = Math.max(1, Math.min(64, Math.ceil(20 / (await time(ours, 1)))));
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  // Turn by turn, so that a busy machine is busy for both.
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await time(ours, count));
    if (peer) times.theirs.push(await time(theirs, count));
  }
  await peer?.dispose();
  made.dispose();
  pool.dispose();
  const median = (of: number[]): number => of.toSorted((a, b) => a - b)[rounds >> 1]!;
  const row = { name, halves, ...made.cost, ms: median(times.ours), difference, problem };
  return { row: { ...row, peerMs: peer && median(times.theirs) }, name: peer?.name };
}

function createKit(gpu: Gpu, pool: Kit['pool'], halves: Halves): Kit {
  const random = createRandom(7);
  const draw = (count: number, scale = 1): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: count }, () => halfToFloat(floatToHalf((random() * 2 - 1) * scale)));
  return {
    gpu,
    pool,
    halves,
    precision: halves,
    draw,
    matrix(label, rows, columns, scale) {
      const matrix = createMatrix(pool, { label, rows, columns, format: halves });
      const values = draw(rows * columns, scale);
      const data = halves === 'f32' ? values : Uint16Array.from(values, floatToHalf);
      gpu.device.queue.writeBuffer(matrix.buffer, 0, data);
      return matrix;
    },
    words(values) {
      const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
      const usage = STORAGE | COPY_SRC | COPY_DST;
      const buffer = pool.buffer({ label: 'words', size: Math.ceil(values.byteLength / 16) * 16, usage });
      gpu.device.queue.writeBuffer(buffer, 0, values);
      return buffer;
    },
  };
}

/** Relative to the largest number expected. */
function largestDifference(got: Float32Array, expected: Float32Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return expected.reduce((worst, value, i) => {
    const error = Math.abs(value - got[i]!) / scale;
    return Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }, 0);
}
