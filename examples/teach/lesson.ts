import { FrameloomError } from '@frameloom/gpu';
import { stepsPerSecond, type TinyGame, type TinyGameName } from '@frameloom/scenes/tiny';
import { createControls } from '@frameloom/world';
import { el } from '../shared/dom.ts';
import { listenToDrops, type FileSet } from '../shared/dropped-files.ts';
import { adviseOnWebGpu, readSituation } from '../shared/ui/advice.ts';
import { textOf } from '../shared/ui/message.ts';
import { cardOf } from './card.ts';
import { createCopies, type Copy } from './copy.ts';
import { actionsOf } from './keys.ts';
import { createOriginal } from './original.ts';
import { createTeachPanel, type TeachPanel } from './panel.ts';
import { recordGames, stepsOfGame } from './recording.ts';
import { createTeachScreens } from './screens.ts';
import { createTicks } from './ticks.ts';

/** Plays a game and its copy, if there is one, under the same keys. Returns what ends it. */
export function startLesson(
  container: HTMLElement,
  game: TinyGame,
  choose: (game: TinyGameName) => void,
): () => void {
  const ending = new AbortController();
  const screens = createTeachScreens(ending.signal);
  const original = createOriginal(game, screens.original);
  const keys = createControls(actionsOf(game.actions), screens.original);
  const copies = createCopies(screens.copy);
  let [start, isBot] = [0, false];
  let copy: Copy | undefined;
  let loading: AbortController | undefined;
  const read = (): number => (isBot ? original.advise() : keys.read());
  const step = (action: number): void => {
    original.step(action);
    screens.say(`points ${original.points.toFixed(0)}`, copy ? `step ${copy.level.stepCount}` : '');
  };
  // Without a copy the page keeps time.
  const ticks = createTicks(stepsPerSecond, () => step(read()));
  const restart = (): void => {
    start++;
    const count = copy?.level.info.starts.length ?? 8;
    original.restart(start % count);
    copy?.restart(start % count);
  };
  const drop = (words: string): void => {
    copy?.dispose();
    copy = undefined;
    panel.showCard();
    screens.showCopy(words);
    ticks.start();
  };
  async function take(source: TinyGameName | FileSet): Promise<void> {
    // The latest one counts.
    loading?.abort();
    const { signal } = (loading = new AbortController());
    panel.sayCopy('Loading …');
    try {
      drop('Loading …');
      screens.showCopy();
      const next = await copies.open(source, {
        game,
        signal: AbortSignal.any([signal, ending.signal]),
        controls: { read, dispose() {} },
        onStep: step,
        onError: (error) => drop(textOf(error)),
      });
      copy = next;
      ticks.stop();
      panel.sayCopy(`${next.level.info.name} plays.`);
      panel.showCard(...cardOf(next.level));
      start = -1;
      restart();
    } catch (error) {
      if (signal.aborted || ending.signal.aborted) return;
      const isUnsupported = error instanceof FrameloomError && error.code === 'unsupported';
      const { title, todo } = adviseOnWebGpu(readSituation());
      drop(isUnsupported ? `${title}. ${todo}` : 'No copy plays.');
      panel.sayCopy(isUnsupported ? '' : textOf(error));
    }
  }
  const panel = createTeachPanel({ game, choose, take, ...recorder(game, () => panel, ending.signal) });
  const bar = createBar(restart, (isOn) => (isBot = isOn));
  container.replaceChildren(el('div', { class: 'level-stage' }, screens.root, bar), panel.root);
  const endDrops = listenToDrops('Drop the folder of a level', (files) => void take(files));
  original.restart(0);
  if (copies.has(game.name)) void take(game.name);
  else drop(`No copy of ${game.title} ships. Teach one, and drop its folder here.`);
  return () => {
    ending.abort();
    ticks.stop();
    keys.dispose();
    endDrops();
    copy?.dispose();
    copies.dispose();
  };
}

/** The buttons below the screens. */
function createBar(restart: () => void, letBot: (isOn: boolean) => void): HTMLElement {
  const bot = el('button', { type: 'button', 'aria-pressed': 'false' }, 'Let a bot play');
  bot.addEventListener('click', () => {
    const isOn = bot.getAttribute('aria-pressed') === 'false';
    bot.setAttribute('aria-pressed', String(isOn));
    letBot(isOn);
  });
  return el(
    'div',
    { class: 'level-bar' },
    el('button', { type: 'button', onclick: restart }, 'Restart'),
    bot,
  );
}

/** What the panel calls to record, and to stop it. */
function recorder(
  game: TinyGame,
  panel: () => TeachPanel,
  ended: AbortSignal,
): { record(games: number): void; cancel(): void } {
  let running: AbortController | undefined;
  async function record(games: number): Promise<void> {
    running = new AbortController();
    const signal = AbortSignal.any([running.signal, ended]);
    const { progress, sayRecorded } = panel();
    progress(0);
    sayRecorded('');
    const seed = 1 + Math.floor(Math.random() * 800_000);
    const bytes = await recordGames(game, { games, seed, signal, onProgress: progress });
    progress(undefined);
    if (!bytes) return sayRecorded('Cancelled.');
    const link = el('a', {
      href: URL.createObjectURL(new Blob([bytes])),
      download: `${game.name}.episodes`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    sayRecorded(
      `${game.name}.episodes: ${(stepsOfGame * games).toLocaleString('en')} steps, ${(bytes.length / 1e6).toFixed(1)} MB.`,
    );
  }
  return {
    record: (games) => void record(games).catch((error: unknown) => panel().sayRecorded(textOf(error))),
    cancel: () => running?.abort(),
  };
}
