import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { create } from 'webgpu';
import '../support/node-gpu.ts';
import { readArguments, usage, type BenchArguments } from './arguments.ts';
import { canvasStub } from './canvas-stub.ts';
import type { PeerModule } from './methods/pmndrs.ts';
import { usage as budgetUsage } from './budget/arguments.ts';
import { benchBudget } from './budget/main.ts';
import { usage as networkUsage } from './nn/arguments.ts';
import { benchNetwork } from './nn/main.ts';
import { usage as imageUsage } from './image/arguments.ts';
import { benchImage } from './image/main.ts';
import { formatReport } from './print.ts';
import type { BenchReport } from './run.ts';
import { usage as textUsage } from './text/arguments.ts';
import { benchText } from './text/main.ts';
import { usage as worldUsage } from './world/arguments.ts';
import { benchWorld } from './world/main.ts';

/** `npm run bench`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'nn') return benchNetwork(argv.slice(1));
  if (argv[0] === 'budget') return benchBudget(argv.slice(1));
  if (argv[0] === 'text') return benchText(argv.slice(1));
  if (argv[0] === 'image') return benchImage(argv.slice(1));
  if (argv[0] === 'world') return benchWorld(argv.slice(1));
  let options: BenchArguments | 'help';
  try {
    options = readArguments(argv);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  if (options === 'help') {
    console.log(
      `${usage}\n\n${networkUsage}\n\n${worldUsage}\n\n${budgetUsage}\n\n${textUsage}\n\n${imageUsage}`,
    );
    return 0;
  }
  if (options.peer && !existsSync(peerEntry(options.peer))) {
    console.error(
      `bench: ${peerEntry(options.peer)} is missing. --peer-upscaler wants a checkout of @pmndrs/upscaler.`,
    );
    return 2;
  }
  const report = options.host === 'chromium' ? await inChromium(options) : await inNode(options);
  console.log(formatReport(report));
  if (options.json) {
    const file = resolve(options.json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  }
  return 0;
}

function peerEntry(folder: string): string {
  return resolve(folder, 'src/index.ts');
}

async function inNode(options: BenchArguments): Promise<BenchReport> {
  const { runBench } = await import('./run.ts');
  const peer = options.peer
    ? ((await import(/* @vite-ignore */ peerEntry(options.peer))) as PeerModule)
    : undefined;
  // Dawn rounds timestamps to 0.065 ms otherwise, which is as long as a whole pass takes on a fast GPU.
  const gpu = create(['disable-dawn-features=timestamp_quantization']);
  // Collected by V8 while its device lives, the instance takes the process down.
  Object.assign(globalThis, { benchGpu: gpu });
  return runBench(options, { gpu, createCanvas: canvasStub, peer, progress });
}

async function inChromium(options: BenchArguments): Promise<BenchReport> {
  const { runInChromium } = await import('./chromium.ts');
  return runInChromium(options, progress);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
