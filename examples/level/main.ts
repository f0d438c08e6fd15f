import { createIntro } from '../shared/level/intro.ts';
import { startLevelPage } from '../shared/level/page.ts';
import { stills } from '../shared/stills.ts';
import { createPanel } from './panel.ts';
import { createTeller } from './teller/teller.ts';
import { createTruth } from './truth.ts';

void startLevelPage(document.querySelector<HTMLElement>('#page')!, {
  url: 'wick',
  still: stills.level,
  screens: {
    level: 'The level, predicted by a network. Arrow keys move.',
    truth: 'The real game under the same keys',
    notes: { truth: 'same keys, its own dice', memory: 'all it knows of its world' },
    frame: { width: 128, height: 128 },
  },
  createIntro: (start) =>
    createIntro(
      {
        title: 'You are the flame',
        goal: 'Gather the embers. Snuffers put you out; for a while after a lantern you may chase them.',
        move: 'move, or W A S D, a gamepad, swipes',
      },
      start,
    ),
  createTruth,
  createCompanion: createTeller,
  createPanel,
});
