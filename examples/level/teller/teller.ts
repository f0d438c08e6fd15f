import { createFrameBudget, FrameloomError, type Gpu } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';
import type { Level } from '@frameloom/world';
import { el } from '../../shared/dom.ts';
import { textOf } from '../../shared/ui/message.ts';
import { createChronicle, happenings, type Chronicle, type Happening } from './chronicle.ts';
import { createPhrases } from './phrases.ts';
import { createScroll } from './scroll.ts';

/** A language model that tells what happens in the level, between its frames. */
export type Teller = {
  readonly root: HTMLElement;
  /** A step was played. */
  stepped(): void;
  /** The level stands at the start that a game of this seed was recorded from. */
  restart(seed: number): void;
  dispose(): void;
};

/** Steps between two looks at the state. */
const interval = 15;
/** GPU time that it may take between two frames, milliseconds: an eighth of a frame, which in software is five times as long. */
const budgets = { hardware: 2, software: 10 };
/** Milliseconds for the model's part of a line. */
const patience = 10_000;
/** Characters of the tale that the model reads before it goes on. */
const remembered = 500;

/** Nothing is loaded, read or written until the visitor asks for it. */
export function createTeller(gpu: Gpu, level: Level): Teller {
  const budgetMs = budgets[gpu.tier === 'software' ? 'software' : 'hardware'];
  const budget = createFrameBudget(gpu, { budgetMs });
  const scroll = createScroll();
  const phrase = createPhrases();
  let chronicle: Chronicle | undefined;
  let model: TextModel | undefined;
  let working: AbortController | undefined;
  let telling: Happening | undefined;
  let waiting: Happening | undefined;
  let isReading = false;
  let games = 0;

  const toggle = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => turn(!working) });
  const status = el('span', { role: 'status', class: 'quiet-text' });
  turn(false);

  function turn(on: boolean): void {
    working?.abort();
    working = on ? new AbortController() : undefined;
    telling = waiting = undefined;
    toggle.textContent = on ? 'Be quiet' : 'Tell the tale';
    toggle.setAttribute('aria-pressed', String(on));
    const slow = gpu.tier === 'software' ? ' In software it slows the level down.' : '';
    status.textContent = on ? '' : `A storyteller of 11 MB, in ${budgetMs} ms of a frame.${slow}`;
    if (working) void load(working.signal);
  }

  /** Ends with an error that is shown, unless it was asked to be quiet. */
  async function guarded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = error instanceof FrameloomError ? error.code : '';
      if (signal.aborted || code === 'aborted') return;
      // With the next device it is loaded again, from the browser's cache.
      if (code === 'device-lost') return forget();
      turn(false);
      status.textContent = textOf(error);
    }
  }

  function forget(): void {
    model?.dispose();
    model = undefined;
  }

  function load(signal: AbortSignal): Promise<void> {
    return guarded(signal, async () => {
      if (model) return look(signal);
      const onProgress = ({ loaded, total }: { loaded: number; total: number }): void => {
        status.textContent = `Loading the storyteller, ${Math.round((100 * loaded) / Math.max(1, total))} %`;
      };
      const found = await loadTextModel(gpu, 'storyteller', { budget, signal, onProgress });
      if (signal.aborted) return found.dispose();
      model = found;
      status.textContent = '';
      await look(signal);
    });
  }

  async function look(signal: AbortSignal): Promise<void> {
    if (isReading || level.isLost || !chronicle) return;
    isReading = true;
    const game = games;
    try {
      const state = await level.readState();
      if (signal.aborted || game !== games) return;
      const [what] = chronicle.read(state);
      if (what !== undefined && isWeightier(what, waiting)) waiting = what;
    } finally {
      isReading = false;
    }
    if (telling === undefined) void guarded(signal, () => tell(signal));
  }

  async function tell(signal: AbortSignal): Promise<void> {
    while (waiting !== undefined && !signal.aborted) {
      if (!model) return;
      [telling, waiting] = [waiting, undefined];
      // Where it is slow the game has gone on meanwhile.
      const late = AbortSignal.timeout(patience);
      const line = scroll.begin(phrase(telling));
      try {
        const stream = model.generate(scroll.text.slice(-remembered), {
          maxTokens: 50,
          temperature: 0.7,
          topP: 0.9,
          seed: level.stepCount,
          stop: '\n',
          priority: 'background',
          signal: AbortSignal.any([signal, late]),
        });
        // One sentence of its own; leaving the loop ends the work.
        for await (const piece of stream) if (line.add(piece)) break;
      } catch (error) {
        if (!late.aborted || signal.aborted) throw error;
        line.breakOff();
      } finally {
        telling = undefined;
      }
    }
  }

  return {
    root: el('section', { class: 'teller' }, el('div', { class: 'row' }, toggle, status), scroll.root),
    stepped() {
      if (!working || level.stepCount % interval !== 0) return;
      const { signal } = working;
      if (model) void guarded(signal, () => look(signal));
      else if (!level.isLost && status.textContent === '') void load(signal);
    },
    restart(seed) {
      games++;
      const game = games;
      scroll.clear();
      chronicle = waiting = undefined;
      // Who cannot read it tells nothing of this game.
      level.readState().then(
        (state) => {
          if (game === games) chronicle = createChronicle(seed, state);
        },
        () => {},
      );
    },
    dispose() {
      turn(false);
      forget();
      budget.dispose();
    },
  };
}

function isWeightier(one: Happening, other: Happening | undefined): boolean {
  return other === undefined || happenings.indexOf(one) < happenings.indexOf(other);
}
