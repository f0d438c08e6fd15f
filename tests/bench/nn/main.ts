import { pathToFileURL } from 'node:url';
import { createGpu, createPassTimer, createPool, type Gpu, type PassTimer } from '@frameloom/gpu';
import { createFeatureMap, createNetwork, loadModel, type Network, type NetworkSize } from '@frameloom/nn';
import { create } from 'webgpu';
import { measureBandwidth } from '../bandwidth.ts';
import { runPage, writeReport } from '../in-page.ts';
import { table } from '../print.ts';
import { readNetworkArguments, usage, type NetworkArguments } from './arguments.ts';
import type { OperatorReport } from './operators/page.ts';
import { formatOperatorReport } from './operators/print.ts';
import { unet, unetTensors } from './unet.ts';

/**
 * `npm run bench -- nn`: what a network costs, layer by layer, and what operators on matrices cost beside those of another
 * runtime; returns the exit code.
 */
export async function benchNetwork(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(usage);
    return 0;
  }
  let options: NetworkArguments;
  try {
    options = readNetworkArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options.operators !== 'only') await benchLayers(options);
  if (options.operators !== 'no') {
    const place = { page: 'tests/bench/nn/operators/page.html', needs: { exclude: ['onnxruntime-web'] } };
    const report = await runPage<OperatorReport>(place, { peer: options.peer });
    console.log(`\n${formatOperatorReport(report)}`);
    if (options.json) writeReport(options.json, report);
  }
  return 0;
}

async function benchLayers(options: NetworkArguments): Promise<void> {
  // Dawn rounds timestamps to 0.065 ms otherwise, which is as long as a whole layer takes on a fast GPU.
  const instance = create(['disable-dawn-features=timestamp_quantization']);
  // Collected by V8 while its device lives, the instance takes the process down.
  Object.assign(globalThis, { benchGpu: instance });
  const gpu = await createGpu({ gpu: instance, label: 'bench' });
  const model = options.model
    ? await loadModel(pathToFileURL(`${options.model}/`))
    : { config: { architecture: unet }, tensors: unetTensors() };
  const { copy } = await measureBandwidth(gpu);
  const { width, height } = options.size;
  console.log(
    `adapter  ${gpu.adapterName} (tier: ${gpu.tier}), ${(copy / 1e9).toFixed(1)} GB/s by buffer copy`,
  );
  if (gpu.tier === 'software') console.log('A software GPU: only ratios inside this run mean anything.');
  const frames = options.frames ?? (gpu.tier === 'software' ? 5 : 60);
  for (const precision of options.precisions) {
    if (precision === 'f16' && !gpu.device.features.has('shader-f16')) continue;
    const network = await createNetwork(gpu, model.config.architecture, model.tensors, {
      maxSize: options.size,
      precision,
      label: 'net',
    });
    console.log(`\n${precision} at ${width}×${height}, ${(network.bytes / 1e6).toFixed(2)} MB`);
    console.log(await measureNetwork(gpu, network, options.size, frames));
    network.dispose();
  }
  gpu.dispose();
}

async function measureNetwork(
  gpu: Gpu,
  network: Network,
  size: NetworkSize,
  frames: number,
): Promise<string> {
  const pool = createPool(gpu, 'bench');
  const maps = (list: Network['inputs']) =>
    Object.fromEntries(
      list.map(({ name, channels }) => [
        name,
        createFeatureMap(pool, { label: name, ...size, channels, format: network.format }),
      ]),
    );
  const [inputs, outputs] = [maps(network.inputs), maps(network.outputs)];
  const timer = createPassTimer(gpu, { capacity: 1024, detail: true, label: 'bench/timer' });
  const frame = async (withTimer?: PassTimer): Promise<number> => {
    const encoder = gpu.device.createCommandEncoder();
    network.record(encoder, inputs, outputs, size, withTimer);
    withTimer?.resolve(encoder);
    const start = performance.now();
    gpu.device.queue.submit([encoder.finish()]);
    await gpu.device.queue.onSubmittedWorkDone();
    const wall = performance.now() - start;
    await withTimer?.collect();
    return wall;
  };
  for (let i = 0; i < 3; i++) await frame(timer);
  timer.reset();
  for (let i = 0; i < frames; i++) await frame(timer);
  const walls: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < frames; i++) walls.push(await frame());
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000 / frames;
  const results = timer.results();
  const costs = network.costs(size.width, size.height);
  const row = (name: string, ms: number | undefined, macs: number, bytes: number): string[] => [
    name,
    ms === undefined ? '–' : ms.toFixed(3),
    (macs / 1e9).toFixed(3),
    ms === undefined ? '–' : (macs / 1e6 / ms).toFixed(2),
    (bytes / 1e6).toFixed(2),
    ms === undefined ? '–' : (bytes / 1e6 / ms).toFixed(2),
  ];
  const sum = (pick: (cost: (typeof costs)[number]) => number): number =>
    costs.reduce((total, cost) => total + pick(cost), 0);
  const wall = walls.toSorted((a, b) => a - b)[Math.floor(walls.length / 2)];
  const rows = [
    ['layer', 'p50 ms', 'GMAC', 'GMAC/s', 'MB', 'GB/s'],
    ...costs.map(({ name, macs, bytes }) => row(name, results[`net/${name}`]?.p50, macs, bytes)),
    row(
      'all, one pass, wall',
      wall,
      sum(({ macs }) => macs),
      sum(({ bytes }) => bytes),
    ),
  ];
  if (gpu.tier === 'software') {
    // Shared processors make wall-clock time a lottery; processor time is not.
    rows.push(
      row(
        'all, processor time',
        cpu,
        sum(({ macs }) => macs),
        sum(({ bytes }) => bytes),
      ),
    );
  }
  timer.dispose();
  pool.dispose();
  return table(rows).join('\n');
}
