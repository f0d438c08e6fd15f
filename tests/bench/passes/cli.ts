// Measures every pass where there is a bundle of this and no repository.
//   --sizes 1920x1080,…  --frames N  --groups upscale,interpolate,spatial,video,level,nn  --json FILE
//   --peer MODULE   @pmndrs/upscaler, bundled against the same three.js
import '../../support/node-gpu.ts';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { create } from 'webgpu';
import type { PeerModule } from '../methods/pmndrs.ts';
import { formatPasses } from './print.ts';
import type { PassRow } from './report.ts';
import { runPasses } from './run.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1920x1080,2560x1440,3840x2160' },
    frames: { type: 'string', default: '100' },
    groups: { type: 'string' },
    json: { type: 'string' },
    peer: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map((text) => {
  const [width = 0, height = 0] = text.split('x').map(Number);
  if (!(width > 0 && height > 0)) throw new Error(`bench: a size must look like 1920x1080, got ${text}.`);
  return { width, height };
});
// Dawn rounds timestamps to 0.065 ms otherwise, which is as long as a whole pass takes on a fast GPU.
const gpu = create(['disable-dawn-features=timestamp_quantization']);
// Collected by V8 while its device lives, the instance takes the process down.
Object.assign(globalThis, { benchGpu: gpu });
const peer =
  values.peer === undefined
    ? undefined
    : ((await import(/* @vite-ignore */ pathToFileURL(resolve(values.peer)).href)) as PeerModule);
const report = await runPasses(gpu, {
  sizes,
  frames: Number(values.frames),
  peer,
  groups: values.groups?.split(',') as PassRow['group'][] | undefined,
  progress: (text) => console.error(text),
  onReport: (sofar) => {
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(sofar, null, 1)}\n`);
  },
});
console.log(formatPasses(report));
// Dawn keeps the event loop alive.
process.exit(0);
