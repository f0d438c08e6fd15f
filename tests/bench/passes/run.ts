import { readFileSync } from 'node:fs';
import { createGpu, type Gpu } from '@frameloom/gpu';
import type { Size } from '@frameloom/upscale';
import { measureBandwidth } from '../bandwidth.ts';
import { canvasStub } from '../canvas-stub.ts';
import { createEntry, measureBlock, measureFrame, startMeasuring, summarise } from '../measure.ts';
import type { PeerModule } from '../methods/pmndrs.ts';
import { observeDevice, type DeviceObserver } from '../observe.ts';
import { runBench } from '../run.ts';
import { measurePeak } from '../world/peak.ts';
import {
  createLevelStep,
  createOperator,
  createSpatial,
  createVideo,
  operatorNames,
  type PassMethod,
} from './methods.ts';
import type { PassesReport, PassRow } from './report.ts';

/** What is measured. `groups`: all of them if undefined. */
export type PassesSpec = {
  readonly sizes: readonly Size[];
  readonly frames: number;
  /** @pmndrs/upscaler, to measure beside the upscalers. */
  readonly peer: PeerModule | undefined;
  readonly groups: readonly PassRow['group'][] | undefined;
  readonly progress: (text: string) => void;
  /** The report so far, after every row. */
  readonly onReport: (report: PassesReport) => void;
};

type Create = () => Promise<PassMethod & { size?: Size }>;

const metricsOf = (model: string): Record<string, number> =>
  (
    JSON.parse(readFileSync(new URL(`../../../models/${model}/model.json`, import.meta.url), 'utf8')) as {
      metrics: Record<string, number>;
    }
  ).metrics;

/** Measures every pass of the packages at each size, alone on the queue. */
export async function runPasses(instance: GPU, spec: PassesSpec): Promise<PassesReport> {
  const gpu = await createGpu({ gpu: instance, label: 'bench' });
  const { device } = gpu;
  const hasHalves = device.features.has('shader-f16');
  const rows: PassRow[] = [];
  const report: PassesReport = {
    adapter: gpu.adapterName,
    tier: gpu.tier,
    hasTimestamps: device.features.has('timestamp-query'),
    bandwidth: await measureBandwidth(gpu),
    peak: { f32: await measurePeak(gpu, 'f32'), ...(hasHalves && { f16: await measurePeak(gpu, 'f16') }) },
    rows,
  };
  const observer = observeDevice(device);
  const wanted = (group: PassRow['group']): boolean => spec.groups?.includes(group) ?? true;
  const add = (row: PassRow): void => {
    rows.push(row);
    spec.progress(`${row.group} ${row.name} ${row.size.width}×${row.size.height}`);
    spec.onReport(report);
  };
  for (const size of spec.sizes) {
    for (const [group, create] of plan(gpu, size)) {
      if (wanted(group)) add(await measure(gpu, observer, create, size, spec.frames));
    }
    for (const subject of ['upscale', 'interpolate'] as const) {
      if (!wanted(subject)) continue;
      for (const row of await measureFrames(instance, subject, size, spec)) add(row);
    }
  }
  if (wanted('level'))
    add(await measure(gpu, observer, () => createLevelStep(gpu), { width: 0, height: 0 }, spec.frames));
  gpu.dispose();
  return report;
}

function plan(gpu: Gpu, size: Size): [PassRow['group'], Create][] {
  const video = (['small', 'medium', 'large'] as const).map((model): [PassRow['group'], Create] => [
    'video',
    () => createVideo(gpu, size, model, metricsOf(`video/${model}`)['macs_per_pixel']!),
  ]);
  const operators = operatorNames.map((name): [PassRow['group'], Create] => [
    'nn',
    () => createOperator(gpu, size, name),
  ]);
  return [['spatial', () => createSpatial(gpu, size)], ...video, ...operators];
}

async function measure(
  gpu: Gpu,
  observer: DeviceObserver,
  create: Create,
  size: Size,
  frames: number,
): Promise<PassRow> {
  const { result: method, bytes } = await observer.allocated(create);
  const entry = createEntry(gpu, method, bytes);
  for (let frame = -3; frame < frames; frame++) {
    if (frame === 0) startMeasuring(entry);
    await measureFrame(gpu, observer, entry);
  }
  for (let block = 0; block < 3; block++) await measureBlock(gpu, entry, frames);
  const { group, macs } = method;
  const row = { ...summarise(entry), group, size: method.size ?? size, ...(macs !== undefined && { macs }) };
  entry.timer.dispose();
  method.dispose();
  return { ...row, size: { width: row.size.width, height: row.size.height } };
}

/** The temporal upscaler without a network and with both, and its peers, or frame generation; at ratio 2. */
async function measureFrames(
  gpu: GPU,
  subject: 'upscale' | 'interpolate',
  size: Size,
  { frames, peer }: PassesSpec,
): Promise<PassRow[]> {
  const host = { gpu, createCanvas: canvasStub, peer, progress: () => {} };
  const { methods, renderSize } = await runBench({ subject, size, ratio: 2, frames }, host);
  const pixels = (renderSize.width * renderSize.height) / (960 * 540);
  return methods.map((method) => {
    const isNetwork = subject === 'upscale' && (method.name === 'standard' || method.name === 'lite');
    const macs = isNetwork ? pixels * metricsOf(`upscale/${method.name}`)['macs_960x540']! : undefined;
    return { ...method, group: subject, size, ...(macs !== undefined && { macs }) };
  });
}
