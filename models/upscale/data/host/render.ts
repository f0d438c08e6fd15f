// Renders the planned sequences to files, skipping those that are there.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createNodePlatform } from '../../../../tests/quality/host/node-platform.ts';
import { startProgress } from '../../../../tests/quality/host/progress.ts';
import { planPath } from '../camera/plan.ts';
import type { Path } from '../camera/types.ts';
import { families } from '../families/index.ts';
import type { Family } from '../families/types.ts';
import { createModelsFamily } from '../families/user-models.ts';
import { encodeSequence } from '../format/sequence-file.ts';
import { renderSequence, type SequenceFrame } from '../render/sequence.ts';
import type { RenderArguments } from './arguments.ts';
import { createResources } from './environments.ts';
import { loadModel } from './models.ts';
import { planSequences, randomFor, type PlannedSequence } from './plan.ts';
import { filesOfSplit } from './split.ts';

type Platform = Awaited<ReturnType<typeof createNodePlatform>>;

/** Camera paths that are tried until one opens with something to see. */
const openings = 5;

/** Renders everything that is missing. `isStopped` is asked between frames; a sequence that is cut off leaves nothing behind. */
export async function renderAll(options: RenderArguments, isStopped: () => boolean): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  const planned = planSequences(options);
  const missing = planned.filter(({ file }) => !existsSync(join(options.out, file)));
  if (missing.length < planned.length)
    console.log(`${planned.length - missing.length} of ${planned.length} sequences are there already.`);
  if (missing.length === 0) return;
  const platform = await createNodePlatform();
  const resources = createResources(filesOfSplit(options.environments, options.split));
  console.log(`Rendering ${missing.length} sequences to ${options.out} on ${platform.adapterName}.`);
  const models = await Promise.all(filesOfSplit(options.models, options.split).map(loadModel));
  const available = [...families, ...(models.length > 0 ? [createModelsFamily(models)] : [])];
  const deadline = performance.now() + options.budget * 60_000;
  const progress = startProgress('data');
  const total = missing.length * options.frames;
  let done = 0;
  for (const sequence of missing) {
    if (performance.now() > deadline) {
      progress.done(`budget spent, ${missing.length - done / options.frames} sequences left`);
      return;
    }
    const frames = await renderOne(platform, { ...options, available }, sequence, resources, () => {
      progress.step(++done, total);
      return isStopped();
    });
    if (frames === undefined) {
      progress.done('stopped; run the same command to go on');
      return;
    }
    platform.assertHealthy();
  }
  progress.done(`${missing.length} sequences`);
}

/** Renders one sequence and writes its file; undefined when `onFrame` asked to stop. */
async function renderOne(
  platform: Platform,
  options: RenderArguments & { available: readonly Family[] },
  sequence: PlannedSequence,
  resources: ReturnType<typeof createResources>,
  onFrame: () => boolean,
): Promise<SequenceFrame[] | undefined> {
  const { split, size: displaySize, ratios } = options;
  const family = options.available.find(({ name }) => name === sequence.family)!;
  const world = family.build(randomFor(split, sequence, 'world'), resources);
  const paths = Array.from({ length: openings }, (_, i) =>
    planPath(randomFor(split, sequence, `camera ${i}`), world, options.frames, displaySize),
  );
  let path = paths[0]!;
  const jitterStart = randomFor(split, sequence, 'jitter').int(1 << 16);
  const brightness = 0.1 * 6 ** randomFor(split, sequence, 'exposure').next();
  const frames: SequenceFrame[] = [];
  const spec = { displaySize, ratios, jitterStart, brightness, onPath: (taken: Path) => void (path = taken) };
  for await (const frame of renderSequence(platform, world, paths, spec)) {
    frames.push(frame);
    if (onFrame()) return undefined;
  }
  const bytes = encodeSequence(
    {
      family: sequence.family,
      split,
      seed: String(sequence.seed),
      camera_path: path.summary,
      displaySize,
      ratios,
      near: path.near,
      far: path.far,
      frameTime: path.frameTime,
    },
    frames,
  );
  const target = join(options.out, sequence.file);
  writeFileSync(`${target}.part`, bytes);
  renameSync(`${target}.part`, target);
  return frames;
}
