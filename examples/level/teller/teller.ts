import { createFrameBudget, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { type Chronicle, createChronicle } from '@frameloom/scenes/wick';
import { loadTextModel, type TextModel } from '@frameloom/text';
import type { Level } from '@frameloom/world';
import { el } from '../../shared/dom.ts';
import type { Companion } from '../../shared/level/companion.ts';
import { textOf } from '../../shared/ui/message.ts';
import { createNarrator } from './narrator.ts';
import { createScroll } from './scroll.ts';

/** Steps between two looks at the state. */
const interval = 15;
/** GPU time that it may take between two frames, milliseconds: an eighth of a frame, which in software is five times as long. */
const budgets = { hardware: 2, software: 10 };

/**
 * A language model that tells what happens in the level, between its frames. Nothing is loaded, read or written until the visitor
 * asks for it.
 */
export function createTeller(gpu: Gpu, level: Level): Companion {
  const isSoftware = gpu.tier === 'software';
  const budgetMs = budgets[isSoftware ? 'software' : 'hardware'];
  const budget = createFrameBudget(gpu, { budgetMs });
  const scroll = createScroll();
  const narrator = createNarrator(scroll);
  const witness = createWitness(level);
  const toggle = el('button', { type: 'button', onclick: () => turn(!working) });
  const status = el('span', { role: 'status', class: 'quiet-text' });
  let model: TextModel | undefined;
  let working: AbortController | undefined;
  let isBusy = false;
  turn(false);

  function turn(on: boolean): void {
    working?.abort();
    working = on ? new AbortController() : undefined;
    narrator.clear();
    toggle.textContent = on ? 'Be quiet' : 'Tell the tale';
    toggle.setAttribute('aria-pressed', String(on));
    const slow = isSoftware ? ' In software it slows the level down.' : '';
    status.textContent = on ? '' : `A storyteller of 11 MB, in ${budgetMs} ms of a frame.${slow}`;
    if (working) void work(working.signal);
  }

  /** Loads what is missing, looks what happened, tells of it. */
  async function work(signal: AbortSignal): Promise<void> {
    if (isBusy || level.isLost) return;
    isBusy = true;
    try {
      model ??= await load(gpu, budget, signal, (text) => void (status.textContent = text));
      for (const what of await witness.look()) narrator.hear(what);
      isBusy = false;
      await narrator.tell(model, level.stepCount, signal);
    } catch (error) {
      const code = error instanceof FrameloomError ? error.code : '';
      if (signal.aborted || code === 'aborted') return;
      // With the next device it is loaded again, from the browser's cache.
      if (code === 'device-lost') return forget();
      turn(false);
      status.textContent = textOf(error);
    } finally {
      isBusy = false;
    }
  }

  function forget(): void {
    model?.dispose();
    model = undefined;
  }

  return {
    root: el('section', { class: 'teller' }, el('div', { class: 'row' }, toggle, status), scroll.root),
    stepped() {
      if (working && level.stepCount % interval === 0) void work(working.signal);
    },
    restart({ name }) {
      scroll.clear();
      narrator.clear();
      // A start bears the seed of the game that it was recorded from.
      witness.restart(Number(name));
    },
    dispose() {
      turn(false);
      forget();
      budget.dispose();
    },
  };
}

async function load(
  gpu: Gpu,
  budget: FrameBudget,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<TextModel> {
  const onProgress = ({ loaded, total }: { loaded: number; total: number }): void =>
    say(`Loading the storyteller, ${Math.round((100 * loaded) / Math.max(1, total))} %`);
  const model = await loadTextModel(gpu, 'storyteller', { budget, signal, onProgress });
  if (!signal.aborted) say('');
  return model;
}

type Witness = {
  /** What happened since the last look. */
  look(): Promise<ReturnType<Chronicle['read']>>;
  restart(seed: number): void;
};

/** Reads the state of the level, which lies on the GPU. */
function createWitness(level: Level): Witness {
  let chronicle: Chronicle | undefined;
  let games = 0;
  return {
    async look() {
      const game = chronicle;
      const state = await level.readState();
      return game && game === chronicle ? game.read(state).slice(0, 1) : [];
    },
    restart(seed) {
      const game = ++games;
      chronicle = undefined;
      // Where it cannot be read nothing is told of this game.
      level.readState().then(
        (state) => {
          if (game === games) chronicle = createChronicle(seed, state);
        },
        () => {},
      );
    },
  };
}
