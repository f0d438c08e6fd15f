import { tinyGames, type TinyGameName } from '@frameloom/scenes/tiny';
import { startLesson } from './lesson.ts';

const container = document.querySelector<HTMLElement>('#page')!;
let end: (() => void) | undefined;

/** The page for one game; another one replaces it. */
function show(name: TinyGameName): void {
  end?.();
  history.replaceState(undefined, '', `?game=${name}`);
  end = startLesson(container, tinyGames[name], show);
}

const asked = new URLSearchParams(location.search).get('game') ?? '';
show(Object.hasOwn(tinyGames, asked) ? (asked as TinyGameName) : 'crossing');
