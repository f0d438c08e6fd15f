// The pictures of a run by scene and method: taken from the cache, or rendered and put there.
import { join } from 'node:path';
import type { RunSpec } from '../engine/play.ts';
import { frameBytesOf } from '../engine/task.ts';
import { methods } from '../methods/index.ts';
import type { QualityArguments } from './arguments.ts';
import { hashSources, openPictures, type PictureFile } from './picture-cache.ts';
import { startProgress } from './progress.ts';
import { heldFrames, sceneSources, sceneTitle, withImports } from './scenes.ts';
import type { Workshop } from './workshop.ts';

/** What a run needs besides its options. */
export type RunContext = {
  readonly workshop: Workshop;
  /** The repository. */
  readonly root: string;
  /** Folder of rendered pictures. */
  readonly cache: string;
};

/** Gets the pictures of `what` (a method, `reference`, `ages` or `regions`) of a scene; render time is reported as progress. */
export type Shelf = { open(scene: string, what: string): Promise<PictureFile> };

/** What is rendered of a scene: the measured frames and those held after them. */
export function specOf(scene: string, options: QualityArguments): RunSpec {
  return {
    size: options.size,
    ratio: options.ratio,
    frames: options.frames + heldFrames(scene, options.frames),
    samples: options.samples,
  };
}

/** Opens the shelf of a run. Without `options.cache` everything is rendered again, once. */
export function openShelf(options: QualityArguments, { workshop, root, cache }: RunContext): Shelf {
  return {
    async open(scene, what) {
      const task = { what, spec: specOf(scene, options) };
      const { key, facts } = identity(scene, what, task.spec, options);
      const hash = hashSources(
        key.map((path) => join(root, path)),
        {
          ...facts,
          adapter: workshop.adapterName,
          host: workshop.host,
        },
      );
      const title = sceneTitle(scene);
      const progress = startProgress(`${title} · ${what}`);
      const name = `${title}-${what}-${hash}`;
      return openPictures(cache, name, frameBytesOf(task), !options.cache, async (write) => {
        await workshop.render(scene, task, async (index, pixels) => {
          await write(index, pixels);
          progress.step(index + 1, task.spec.frames);
        });
        progress.done();
      });
    },
  };

  function identity(
    scene: string,
    what: string,
    spec: RunSpec,
    { peer, size, ratio, samples }: QualityArguments,
  ): { key: string[]; facts: object } {
    const method = methods.find((candidate) => candidate.name === what);
    const sources = [`tests/quality/engine/${method ? 'run-method' : what}.ts`, ...(method?.sources ?? [])];
    const key = [...sceneSources(scene, root), ...withImports(sources, root)];
    if (method?.needsPeer && peer) key.push(join(peer, 'src'));
    const facts = { what, size, frames: spec.frames };
    if (method) return { key, facts: { ...facts, ratio } };
    return { key, facts: what === 'reference' ? { ...facts, samples } : facts };
  }
}
