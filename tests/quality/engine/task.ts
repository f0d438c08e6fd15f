// What a host (Node or a browser page) can be asked to render: plain data, so that it travels.
import { methods } from '../methods/index.ts';
import type { SceneSource } from '../sequences/types.ts';
import { renderAges } from './ages.ts';
import type { Platform } from './platform.ts';
import type { RunSpec } from './play.ts';
import { renderRegions } from './regions.ts';
import { renderReference, type FrameSink } from './reference.ts';
import { runMethod } from './run-method.ts';

/** `what`: a method's name, `reference` (RGBA pictures), or `ages` or `regions` (one byte a pixel, see there). */
export type RenderTask = { readonly what: string; readonly spec: RunSpec };

/** Bytes of one frame of a task's result. */
export function frameBytesOf({ what, spec }: RenderTask): number {
  return spec.size.width * spec.size.height * (what === 'ages' || what === 'regions' ? 1 : 4);
}

/** Renders every frame of a task. */
export async function renderTask(
  platform: Platform,
  source: SceneSource,
  task: RenderTask,
  onFrame: FrameSink,
  loadPeer?: (path: string) => Promise<unknown>,
): Promise<void> {
  if (task.what === 'reference') return renderReference(platform, source, task.spec, onFrame);
  if (task.what === 'regions') return renderRegions(platform, source, task.spec, onFrame);
  if (task.what === 'ages') return renderAges(platform, source, task.spec, onFrame);
  const method = methods.find((candidate) => candidate.name === task.what);
  if (!method) throw new Error(`quality: no method is called '${task.what}'.`);
  return runMethod(platform, source, task.spec, method, onFrame, loadPeer);
}
