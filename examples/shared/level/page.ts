import { createGpu } from '@frameloom/gpu';
import { loadLevel } from '@frameloom/world';
import { el } from '../dom.ts';
import { showStartError } from '../ui/message.ts';
import type { LevelPage } from './level-page.ts';
import { runLevel } from './run.ts';
import { createScreens } from './screens.ts';

/** Starts the page of a level. */
export async function startLevelPage(container: HTMLElement, page: LevelPage): Promise<void> {
  const start = (): void => void startLevelPage(container, page);
  const ending = new AbortController();
  const screens = createScreens(page.screens, ending.signal);
  const stage = el('div', { class: 'level-stage' }, screens.root);
  container.replaceChildren(stage);
  try {
    const gpu = await createGpu({ label: 'level page' });
    const level = await loadLevel(gpu, page.url, {
      ...(page.weights && { weights: page.weights }),
      onProgress: ({ loaded, total }) =>
        screens.say(
          loaded < total
            ? `Loading the level, ${Math.round((100 * loaded) / total)} %`
            : 'Compiling its shaders',
        ),
    });
    const startAgain = (): void => {
      ending.abort();
      level.dispose();
      gpu.dispose();
      start();
    };
    await runLevel({ container, page, gpu, level, stage, screens, signal: ending.signal, startAgain });
  } catch (error) {
    showStartError({ page: container, view: stage, still: page.still }, error, start);
  }
}
