import { tinyGames, type TinyGame, type TinyGameName } from '@frameloom/scenes/tiny';
import { el } from '../shared/dom.ts';
import { chosenFiles, type FileSet } from '../shared/dropped-files.ts';
import { commandsOf } from './commands.ts';

export type TeachPanel = {
  readonly root: HTMLElement;
  /** Of the recording under way, 0 to 1; undefined when there is none. */
  progress(share: number | undefined): void;
  /** A line on what was recorded, and one on what was dropped. */
  sayRecorded(text: string): void;
  sayCopy(text: string): void;
  /** What is known of the copy that plays. */
  showCard(...rows: readonly (readonly [name: string, value: string])[]): void;
};

export type TeachPanelInput = {
  game: TinyGame;
  choose(game: TinyGameName): void;
  record(games: number): void;
  cancel(): void;
  take(files: FileSet): void;
};

const amounts = [
  [20, '6,000 steps: to try it'],
  [160, '48,000 steps: to learn from'],
] as const;

/** The four steps from a game to its copy. */
export function createTeachPanel({ game, choose, record, cancel, take }: TeachPanelInput): TeachPanel {
  const names = Object.keys(tinyGames) as TinyGameName[];
  const chooser = el(
    'select',
    { 'aria-label': 'Game', onchange: () => choose(names[chooser.selectedIndex]!) },
    ...names.map((name) => el('option', { selected: name === game.name }, tinyGames[name].title)),
  );
  const amount = el(
    'select',
    { 'aria-label': 'How much' },
    ...amounts.map(([, text]) => el('option', { selected: true }, text)),
  );
  const bar = el('progress', { max: 1, 'aria-label': 'Recording' });
  const start = el(
    'button',
    { type: 'button', class: 'primary', onclick: () => record(amounts[amount.selectedIndex]![0]) },
    'Record',
  );
  const recording = el('div', { class: 'buttons', hidden: true }, bar, button('Cancel', cancel));
  const [recorded, copied, card] = [status(), status(), el('table')];
  const folder = el('input', {
    type: 'file',
    webkitdirectory: true,
    hidden: true,
    onchange: () => {
      if (folder.files && folder.files.length > 0) take(chosenFiles(folder.files));
      folder.value = '';
    },
  });
  const root = el(
    'aside',
    { class: 'level-panel', 'aria-label': 'From a game to its copy' },
    el('h2', { class: 'title' }, 'Teach your own'),
    el('p', {}, 'A network learns a game from its pictures and keys alone, and is then played in its place.'),
    step('Choose and play', chooser, el('p', {}, game.about)),
    step(
      'Record',
      el(
        'p',
        {},
        'Bots play it, well and badly. Your own page records its canvas with the same calls: recordLevel of @frameloom/world.',
      ),
      amount,
      el('div', { class: 'buttons' }, start),
      recording,
      recorded,
    ),
    teaching(game),
    step(
      'Play the copy',
      el('p', {}, 'Drop the folder that was exported here. Nothing is uploaded.'),
      el(
        'div',
        { class: 'buttons' },
        button('Folder …', () => folder.click()),
      ),
      folder,
      copied,
      card,
    ),
  );
  return {
    root,
    progress(share) {
      recording.hidden = share === undefined;
      start.disabled = share !== undefined;
      bar.value = share ?? 0;
    },
    sayRecorded: (text) => void (recorded.textContent = text),
    sayCopy: (text) => void (copied.textContent = text),
    showCard: (...rows) =>
      card.replaceChildren(
        ...rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
      ),
  };
}

/** The commands, to be copied. */
function teaching(game: TinyGame): HTMLElement {
  const commands = commandsOf(game);
  return step(
    'Teach',
    el('p', {}, 'Beside the recording, at the top of the repository; an hour on a processor.'),
    el('pre', { tabindex: 0 }, commands),
    el(
      'div',
      { class: 'buttons' },
      button('Copy', () => void navigator.clipboard?.writeText(commands)),
    ),
  );
}

function step(title: string, ...content: HTMLElement[]): HTMLElement {
  return el('section', { class: 'step' }, el('h3', {}, title), ...content);
}

function button(text: string, run: () => void): HTMLButtonElement {
  return el('button', { type: 'button', onclick: run }, text);
}

function status(): HTMLElement {
  return el('p', { role: 'status' });
}
