import { createStage } from '../shared/stage.ts';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showMessage, showStartError, textOf } from '../shared/ui/message.ts';
import { measureInterval } from './refreshes.ts';
import { runBetween } from './run.ts';
import { createBetweenStore } from './settings.ts';

const container = document.querySelector<HTMLElement>('#page')!;
const store = createBetweenStore();
let end = (): void => {};
void start();

/** Starts the page, or says why it cannot. */
async function start(): Promise<void> {
  end();
  end = () => {};
  const view = el('div', { class: 'view' });
  container.replaceChildren(view);
  const again = { text: 'Start again', run: () => void start() };
  const tell = (title: string, ...texts: string[]): void => void showMessage(view, title, texts, [again]);
  try {
    const stage = await createStage(view, {
      scale: store.value.scale,
      onLost: (message) =>
        tell('The GPU was taken away', 'The browser, the driver or another program reset it.', message),
      onError: (error) => tell('The picture stopped', textOf(error)),
    });
    end = () => stage.dispose();
    const stop = await runBetween({ container, view, stage, store, interval: await measureInterval() });
    end = () => {
      stop();
      stage.dispose();
    };
  } catch (error) {
    container.classList.remove('with-panel');
    showStartError({ page: container, view, still: stills.between }, error, () => void start());
  }
}
