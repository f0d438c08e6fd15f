import { buildScene, sceneInfos, type SceneName } from '../scenes/index.ts';
import { startPage } from '../shared/page.ts';
import { defaults } from '../shared/settings.ts';
import { createStore } from '../shared/store.ts';
import { choice } from '../shared/ui/controls.ts';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
const narrow = matchMedia('(max-width: 720px)').matches;
const store = createStore({ ...defaults, paused: reducedMotion, panel: !narrow });

const scene = choice(
  'Scene',
  sceneInfos.map(({ name, title, summary }) => ({ value: name, text: title, title: summary })),
  (name) => store.set({ scene: name }),
);
store.watch((settings) => scene.show(sceneName(settings.scene)));

startPage({
  container: document.querySelector<HTMLElement>('#page')!,
  store,
  title: 'Night market',
  intro: [
    'Both halves show the same moment. Frameloom renders a fraction of the pixels and rebuilds the rest from earlier frames. Drag the divider; drag the picture to look around.',
  ],
  own: [scene.root],
  worldSettings: ['scene'],
  world: (settings) => () => buildScene(sceneName(settings.scene), { shadows: true }),
});

function sceneName(text: string): SceneName {
  return sceneInfos.find(({ name }) => name === text)?.name ?? 'market';
}
