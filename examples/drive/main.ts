import { frameHeight, frameWidth } from '@frameloom/scenes/circuit';
import { createPads } from '../shared/level/pads.ts';
import { startLevelPage } from '../shared/level/page.ts';
import { stills } from '../shared/stills.ts';
import { createAgreement } from './agreement.ts';
import { city } from './city.ts';
import { createInvitation } from './invitation.ts';
import { createPanel } from './panel.ts';
import { createTruth } from './truth.ts';
import { upscaled } from './upscaled.ts';

void startLevelPage(document.querySelector<HTMLElement>('#page')!, {
  url: new URL('../../models/circuit/level/level.json', import.meta.url),
  weights: new URL('../../models/circuit/level/level.safetensors', import.meta.url),
  still: stills.drive,
  screens: {
    level: 'The drive, predicted by a network. Arrow keys drive.',
    truth: 'The real drive under the same keys',
    notes: { truth: 'same keys', memory: 'what a picture does not show' },
    frame: { width: frameWidth, height: frameHeight },
    leads: true,
  },
  shown: ['truth', 'memory'],
  looks: [upscaled, city],
  createIntro: createInvitation,
  createPads: () =>
    createPads(
      [
        { code: 'ArrowLeft', name: 'Left', sign: '◀' },
        { code: 'ArrowRight', name: 'Right', sign: '▶' },
      ],
      [
        { code: 'ArrowDown', name: 'Brake', sign: '▼' },
        { code: 'ArrowUp', name: 'Gas', sign: '▲' },
      ],
    ),
  createTruth,
  createCompanion: (_, level, { truth, screens }) =>
    createAgreement(level, truth.picture!, (share) =>
      screens.noteTruth(`${(100 * share).toFixed(1)} % of pixels agree`),
    ),
  createPanel,
});
