import { buildScene } from '@frameloom/scenes';
import { createClock, settleFrames } from '../shared/clock.ts';
import { createComparison } from '../shared/comparison.ts';
import { defaults, parseSettings } from '../shared/settings.ts';
import { createStage } from '../shared/stage.ts';
import { createResolution } from '../shared/resolution.ts';
import { stills } from '../shared/stills.ts';
import { createStore } from '../shared/store.ts';
import { createDivider } from '../shared/ui/divider.ts';
import { createLabels } from '../shared/ui/labels.ts';
import { showMessage, showStartError, textOf } from '../shared/ui/message.ts';

/** Runs the night market at the top of the gallery, stretched on the left and rebuilt on the right. */
export async function startHero(container: HTMLElement): Promise<void> {
  const paused = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const store = createStore(parseSettings(location.search, { ...defaults, paused, time: 6 }), {
    address: false,
  });
  container.replaceChildren();
  let end = (): void => {};
  const restart = (): void => {
    end();
    void startHero(container);
  };
  const again = { text: 'Start again', run: restart };
  const fail = (error: unknown): void =>
    void showMessage(container, 'The picture stopped', [textOf(error)], [again]);

  try {
    const stage = await createStage(container, {
      // Two pictures in a page that is scrolled past: half the price of a full page.
      maxPixelRatio: 1.5,
      onLost: (message) => void showMessage(container, 'The GPU was taken away', [message], [again]),
      onError: fail,
    });
    const resolution = createResolution(stage, store.value.scale, () => {});
    const comparison = createComparison(stage, fail);
    const clock = createClock(store.value.time);
    const labels = createLabels(container);
    createDivider(container, store);
    end = () => {
      comparison.dispose();
      stage.dispose();
    };
    await comparison.load(() => buildScene('market', { shadows: true }));
    const claim = document.querySelector('#claim');
    if (claim) claim.textContent = 'are drawn by your GPU right now, from';

    let textAt = 0;
    let moved = true;
    store.watch(() => (moved = true));
    stage.start((milliseconds) => {
      if (!comparison.settled) clock.owe(settleFrames);
      const isDrawn = clock.advance(milliseconds, store.value);
      resolution.frame(isDrawn && comparison.settled);
      if (isDrawn)
        comparison.render(store.value, undefined, (world) => {
          world.animate(clock.seconds);
          world.flight(clock.seconds);
        });
      else if (moved) comparison.compose(store.value, undefined);
      moved = false;
      if (performance.now() - textAt < 400) return;
      textAt = performance.now();
      for (const side of ['a', 'b'] as const)
        labels.show(side, store.value[side], comparison.report(side), true);
    });
  } catch (error) {
    showStartError(
      { page: container.parentElement!, view: container, still: stills.market, home: '' },
      error,
      restart,
    );
  }
}
