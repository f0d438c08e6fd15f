// `npm run data -- --between`: renders the sequences that the interpolator's network is trained on.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodePlatform } from '../../../tests/quality/host/node-platform.ts';
import { startProgress } from '../../../tests/quality/host/progress.ts';
import { families } from '../../upscale/data/families/index.ts';
import type { RenderArguments } from '../../upscale/data/host/arguments.ts';
import { createResources } from '../../upscale/data/host/environments.ts';
import { planSequences } from '../../upscale/data/host/plan.ts';
import { filesOfSplit } from '../../upscale/data/host/split.ts';
import { renderSequenceFile } from './render.ts';

/** Renders everything that is missing; `isStopped` is asked between frames. */
export async function renderBetween(options: RenderArguments, isStopped: () => boolean): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  const missing = planSequences(options).filter(({ file }) => !existsSync(join(options.out, file)));
  if (missing.length === 0) return;
  const platform = await createNodePlatform();
  const resources = createResources(filesOfSplit(options.environments, options.split));
  const deadline = performance.now() + options.budget * 60_000;
  const progress = startProgress('data');
  for (const [done, sequence] of missing.entries()) {
    if (performance.now() > deadline) break;
    const family = families.find(({ name }) => name === sequence.family)!;
    const bytes = await renderSequenceFile(platform, family, sequence, resources, { ...options, isStopped });
    if (!bytes) break;
    const target = join(options.out, sequence.file);
    writeFileSync(`${target}.part`, bytes);
    renameSync(`${target}.part`, target);
    platform.assertHealthy();
    progress.step(done + 1, missing.length);
  }
  progress.done(`in ${options.out}`);
}
