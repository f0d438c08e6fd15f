import { createPace } from '../shared/pace.ts';
import type { Stage } from '../shared/stage.ts';
import { createBudgets } from './budgets.ts';
import { createCost } from './cost.ts';
import { createDesk } from './desk.ts';
import { createFrameTimes } from '../shared/frame-times.ts';
import { createMarket } from '../shared/market.ts';
import { createTellerPanel } from './panel.ts';
import type { TellerStore } from './settings.ts';

export type Parts = { container: HTMLElement; teller: HTMLElement; stage: Stage; store: TellerStore };

/** Frames, and at most milliseconds, that are measured before anything is written. */
const idleFrames = 150;
const idleMs = 5000;
/** Milliseconds between two looks at the figures. */
const patience = 400;

/** Runs the page; returns what ends it. */
export async function runTeller({ container, teller, stage, store }: Parts): Promise<() => void> {
  const { gpu } = stage;
  const market = await createMarket(stage);
  const budgets = createBudgets(gpu, store);
  const times = createFrameTimes('writing');
  const cost = createCost(gpu);
  const desk = createDesk({ gpu, budget: budgets.own, store, place: teller });
  let isAsked = true;
  const panel = createTellerPanel(container, {
    store,
    toggle() {
      isAsked = !desk.isWriting;
      if (isAsked) desk.start();
      else desk.stop();
    },
    beginAnew() {
      isAsked = true;
      desk.beginAnew();
    },
    times: times.root,
    cost: cost.root,
    own: desk.own.root,
  });

  let shownAt = 0;
  let drawnAt = performance.now();
  let idleSince: number | undefined;
  const pace = createPace(store.value.scale, (scale) => stage.setScale(scale));
  stage.start((milliseconds) => {
    market.draw(milliseconds);
    const now = performance.now();
    // What the stage tells ends at 100 ms.
    const interval = now - drawnAt;
    drawnAt = now;
    const { loaded, isWriting } = desk;
    if (loaded) {
      idleSince ??= now;
      times.add(interval, isWriting ? 'busy' : 'idle');
      budgets.learn(times);
      const isMeasured = times.count('idle') >= idleFrames || now - idleSince > idleMs;
      if (isAsked && !isWriting && isMeasured && !loaded.chat) desk.start();
    } else {
      // The size of the canvas settles first: afterwards frames are compared.
      pace.drawn(now);
      idleSince = undefined;
    }
    if (now - shownAt < patience) return;
    shownAt = now;
    times.draw();
    cost.show(loaded, budgets.own);
    panel.show({ isWriting, isReady: loaded !== undefined, isChat: loaded?.chat !== undefined });
  });

  return () => {
    desk.dispose();
    budgets.dispose();
    market.dispose();
  };
}
