// The page in which `--in chromium` renders. The host calls in; pictures go back as plain requests, one at a time.
import { createPlatform, type Platform, type Size } from '../engine/platform.ts';
import { renderTask, type RenderTask } from '../engine/task.ts';
import { bedScene } from '../bed/index.ts';
import { builtInScene } from '../sequences/built-in.ts';
import { probeScene } from '../sequences/probe.ts';
import type { SceneSource } from '../sequences/types.ts';
import { browserModel } from './browser-model.ts';

declare global {
  interface Window {
    qualityPage?: Promise<typeof import('./page.ts')>;
  }
}

let opened: Promise<Platform & { assertHealthy(): void }> | undefined;

/** Name of the page's adapter. */
export async function adapterName(): Promise<string> {
  return (await platform()).adapterName;
}

/** Renders a task; each frame is posted to `sink` and counts when it was taken. `peer`: address of the peer checkout. */
export async function renderInPage(
  scene: string,
  task: RenderTask,
  sink: string,
  peer: string | undefined,
): Promise<void> {
  const here = await platform();
  const loadPeer = (path: string): Promise<unknown> => import(/* @vite-ignore */ `${peer}/${path}`);
  const send = async (index: number, pixels: Uint8Array<ArrayBuffer>): Promise<void> => {
    const response = await fetch(`${sink}?frame=${index}`, { method: 'POST', body: pixels });
    if (!response.ok) throw new Error(`quality: frame ${index} was not taken, HTTP ${response.status}.`);
  };
  await renderTask(here, sourceOf(scene), task, send, peer === undefined ? undefined : loadPeer);
  here.assertHealthy();
}

function sourceOf(name: string): SceneSource {
  return name === 'probe' ? probeScene : (builtInScene(name) ?? bedScene(name) ?? browserModel(name));
}

function platform(): Promise<Platform & { assertHealthy(): void }> {
  if (!navigator.gpu) throw new Error('quality: this browser has no WebGPU.');
  opened ??= createPlatform(navigator.gpu, (size: Size) =>
    Object.assign(document.createElement('canvas'), { width: size.width, height: size.height }),
  );
  return opened;
}
