import { el } from '../shared/dom.ts';
import { startStagePage } from '../shared/stage-page.ts';
import { stills } from '../shared/stills.ts';
import { runTeller } from './run.ts';
import { createTellerStore } from './settings.ts';

const store = createTellerStore();
startStagePage({
  scale: () => store.value.scale,
  still: stills.market,
  wrap: (view) => el('div', { class: 'teller' }, view),
  run: ({ container, view, stage }) => runTeller({ container, teller: view.parentElement!, stage, store }),
});
