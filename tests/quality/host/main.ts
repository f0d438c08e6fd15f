// `npm run quality`: reads the command line, renders, measures, writes the reports.
import { join } from 'node:path';
import { renderReference } from '../engine/reference.ts';
import { runMethod } from '../engine/run-method.ts';
import type { RunSpec } from '../engine/play.ts';
import { methods } from '../methods/index.ts';
import { builtInNames, builtInScene } from '../sequences/built-in.ts';
import { probeScene } from '../sequences/probe.ts';
import type { SceneSource } from '../sequences/types.ts';
import { parseArguments, usage, UsageError, type QualityArguments } from './arguments.ts';
import { createNodePlatform } from './node-platform.ts';
import { startProgress } from './progress.ts';
import { writeRecording } from './record.ts';

/** Runs the command and returns the exit code: 0 done, 1 failed, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const names = methods.map((method) => method.name);
    const options = parseArguments(argv, builtInNames, names);
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    await (options.record === undefined ? measure(options) : record(options, options.record));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`quality: ${error.message}`);
    return 2;
  }
}

async function measure(_options: QualityArguments): Promise<void> {
  throw new UsageError('measuring comes next');
}

async function record(options: QualityArguments, directory: string): Promise<void> {
  const platform = await createNodePlatform();
  const spec: RunSpec = {
    size: options.size,
    ratio: options.ratio,
    frames: options.frames,
    samples: options.samples,
  };
  for (const name of options.scenes) {
    const source = sceneSource(name);
    const target = options.scenes.length > 1 ? join(directory, name) : directory;
    const progress = startProgress(`${name} · recording`);
    await writeRecording(platform, source, spec, target, async (picture, onFrame) => {
      const task = startProgress(`${name} · ${picture}`);
      const sink = (index: number, pixels: Uint8Array): void => {
        onFrame(index, pixels);
        task.step(index + 1, spec.frames);
      };
      const method = methods.find((candidate) => candidate.name === picture);
      if (method) await runMethod(platform, source, spec, method, sink);
      else await renderReference(platform, source, spec, sink);
      task.done();
    });
    platform.assertHealthy();
    progress.done(target);
  }
}

function sceneSource(name: string): SceneSource {
  const source = name === 'probe' ? probeScene : builtInScene(name);
  if (!source) throw new UsageError(`--scene: '${name}' cannot be opened here.`);
  return source;
}
