// Where pictures are made: in this Node process, or (chromium-workshop.ts) in a browser page.
import type { FrameSink } from '../engine/reference.ts';
import { renderTask, type RenderTask } from '../engine/task.ts';
import { createNodePlatform } from './node-platform.ts';
import { openScene } from './scenes.ts';

/** Renders tasks. Frames arrive in order. */
export type Workshop = {
  readonly adapterName: string;
  /** `node` or `chromium`. */
  readonly host: string;
  render(scene: string, task: RenderTask, onFrame: FrameSink): Promise<void>;
  close(): Promise<void>;
};

/** A workshop on Dawn in this process. `peer` is the checkout that peer methods are loaded from. */
export async function openNodeWorkshop(peer: string | undefined): Promise<Workshop> {
  const platform = await createNodePlatform();
  const loadPeer =
    peer === undefined
      ? undefined
      : (path: string): Promise<unknown> => import(/* @vite-ignore */ `${peer}/${path}`);
  return {
    adapterName: platform.adapterName,
    host: 'node',
    async render(scene, task, onFrame) {
      await renderTask(platform, await openScene(scene), task, onFrame, loadPeer);
      platform.assertHealthy();
    },
    close: async () => platform.device.destroy(),
  };
}
