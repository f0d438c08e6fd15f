import { buildScene, type SceneInfo, sceneInfos } from '@frameloom/scenes';
import { el } from '../shared/dom.ts';
import { startPage } from '../shared/page.ts';
import { defaults } from '../shared/settings.ts';
import { stills } from '../shared/stills.ts';
import { createStore } from '../shared/store.ts';
import { choice } from '../shared/ui/controls.ts';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
const narrow = matchMedia('(max-width: 720px)').matches;
const store = createStore({ ...defaults, paused: reducedMotion, panel: !narrow, time: 5 });

const scene = choice(
  'Scene',
  sceneInfos.map(({ name, title, summary }) => ({ value: name, text: title, title: summary })),
  (name) => store.set({ scene: name }),
);
const summary = el('p', { class: 'intro' });
store.watch((settings) => {
  const { name, summary: text } = sceneInfo(settings.scene);
  scene.show(name);
  summary.textContent = text;
});

startPage({
  container: document.querySelector<HTMLElement>('#page')!,
  store,
  still: stills.market,
  title: (settings) => sceneInfo(settings.scene).title,
  intro: [
    'Both halves show the same moment. Frameloom renders a fraction of the pixels and rebuilds the rest from earlier frames. Drag the divider; drag the picture to look around.',
  ],
  own: [scene.root, summary],
  worldSettings: ['scene'],
  world: (settings) => () => buildScene(sceneInfo(settings.scene).name, { shadows: true }),
});

function sceneInfo(text: string): SceneInfo {
  return sceneInfos.find(({ name }) => name === text) ?? sceneInfos[0]!;
}
