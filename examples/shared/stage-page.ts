import { el } from './dom.ts';
import { createStage, type Stage } from './stage.ts';
import type { Still } from './stills.ts';
import { showMessage, showStartError, textOf } from './ui/message.ts';

/** What a page with one stage is made of. */
export type StagePage = {
  /** Device pixels per CSS pixel, asked for at each start. */
  readonly scale: () => number;
  /** What stands there without WebGPU. */
  readonly still: Still;
  /** What is around the view; default: nothing. */
  readonly wrap?: (view: HTMLElement) => HTMLElement;
  /** Starts what is drawn; answers what ends it. */
  run(place: { container: HTMLElement; view: HTMLElement; stage: Stage }): Promise<() => void>;
};

/** Starts the page, or says why it cannot; a visitor can start it again. */
export function startStagePage({ scale, still, wrap, run }: StagePage): void {
  const container = document.querySelector<HTMLElement>('#page')!;
  let end = (): void => {};
  const start = async (): Promise<void> => {
    end();
    end = () => {};
    const view = el('div', { class: 'view' });
    container.replaceChildren(wrap?.(view) ?? view);
    const again = { text: 'Start again', run: () => void start() };
    const tell = (title: string, ...texts: string[]): void => void showMessage(view, title, texts, [again]);
    try {
      const stage = await createStage(view, {
        scale: scale(),
        onLost: (message) =>
          tell('The GPU was taken away', 'The browser, the driver or another program reset it.', message),
        onError: (error) => tell('The picture stopped', textOf(error)),
      });
      end = () => stage.dispose();
      const stop = await run({ container, view, stage });
      end = () => {
        stop();
        stage.dispose();
      };
    } catch (error) {
      container.classList.remove('with-panel');
      showStartError({ page: container, view, still }, error, () => void start());
    }
  };
  void start();
}
