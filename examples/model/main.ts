import { FrameloomError } from '@frameloom/gpu';
import type * as THREE from 'three/webgpu';
import { el } from '../shared/dom.ts';
import type { FileSet } from '../shared/dropped-files.ts';
import { startPage, type Page } from '../shared/page.ts';
import { defaults } from '../shared/settings.ts';
import { stills } from '../shared/stills.ts';
import { createStore } from '../shared/store.ts';
import { choice, type Choice } from '../shared/ui/controls.ts';
import { textOf } from '../shared/ui/message.ts';
import { createDropZone } from './drop-zone.ts';
import { sortFiles } from './files.ts';
import { loadEnvironment } from './load-environment.ts';
import { loadModel } from './load-model.ts';
import { createModelWorld, disposeExhibit, type Exhibit } from './model-world.ts';
import { createSample } from './sample.ts';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
const narrow = matchMedia('(max-width: 720px)').matches;
const store = createStore({ ...defaults, a: 'native', b: 'standard', paused: reducedMotion, panel: !narrow });
const container = document.querySelector<HTMLElement>('#page')!;

let exhibit: Exhibit = {
  name: 'Woven ring, until you drop a model of yours',
  object: createSample(),
  animations: [],
};
let clip = 0;
let environment: THREE.Texture | undefined;

const zone = createDropZone((files) => void take(files));
const clips = el('div');
zone.say(exhibit.name);

const page: Page = startPage({
  container,
  store,
  still: stills.model,
  title: () => 'Your model',
  intro: [
    'Drop a .glb, a .gltf with its files, or an .hdr for the light. It stays on this computer.',
    'Both halves show the same moment. Drag the divider; drag the picture to look around.',
  ],
  own: [zone.control, clips],
  actions: [zone.createButton()],
  world: () => () => Promise.resolve(createModelWorld({ exhibit, clip, environment })),
});

async function take(files: FileSet): Promise<void> {
  const { renderer } = page;
  if (!renderer) return;
  container.querySelector('.notice')?.remove();
  try {
    const found = sortFiles(files);
    const light = found.environment ? await loadEnvironment(found.environment) : undefined;
    const next = found.model ? await loadModel(found.model, files, renderer) : undefined;
    const before = { exhibit, environment };
    if (light) {
      environment = light;
      zone.sayLight(found.environment!.name, removeLight);
    }
    if (next) {
      exhibit = next;
      clip = 0;
    }
    await page.reload();
    if (light) before.environment?.dispose();
    if (next) disposeExhibit(before.exhibit);
    zone.say(exhibit.name);
    showClips();
  } catch (error) {
    notify(error);
  }
}

/** Back to the studio's light. */
async function removeLight(): Promise<void> {
  const before = environment;
  environment = undefined;
  zone.sayLight('', removeLight);
  await page.reload();
  before?.dispose();
}

/** Models with more than one movement get a choice of them. */
function showClips(): void {
  clips.replaceChildren();
  if (exhibit.animations.length < 2) return;
  const options = exhibit.animations.map(({ name }, index) => ({
    value: String(index),
    text: name || `Clip ${index + 1}`,
  }));
  const control: Choice<string> = choice('Animation', options, (value) => {
    clip = Number(value);
    void page.reload();
  });
  clips.append(control.root);
}

function notify(error: unknown): void {
  const text =
    error instanceof FrameloomError ? error.message : `The files could not be read: ${textOf(error)}`;
  const notice = el(
    'div',
    { class: 'notice', role: 'alert' },
    el('p', {}, text),
    el('button', { type: 'button', onclick: () => notice.remove() }, 'Close'),
  );
  container.querySelector('.view')?.append(notice);
}
