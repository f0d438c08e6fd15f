import { el } from '../shared/dom.ts';
import { createStage } from '../shared/stage.ts';
import { stills } from '../shared/stills.ts';
import { showMessage, showStartError, textOf } from '../shared/ui/message.ts';
import { runTeller } from './run.ts';
import { createTellerStore } from './settings.ts';

const container = document.querySelector<HTMLElement>('#page')!;
const store = createTellerStore();
let end = (): void => {};
void start();

/** Starts the page, or says why it cannot. */
async function start(): Promise<void> {
  end();
  end = () => {};
  const view = el('div', { class: 'view' });
  const teller = el('div', { class: 'teller' }, view);
  container.replaceChildren(teller);
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
    const stop = await runTeller({ container, teller, stage, store });
    end = () => {
      stop();
      stage.dispose();
    };
  } catch (error) {
    container.classList.remove('with-panel');
    showStartError({ page: container, view, still: stills.market }, error, () => void start());
  }
}
