import { startStagePage } from '../shared/stage-page.ts';
import { stills } from '../shared/stills.ts';
import { measureInterval } from './refreshes.ts';
import { runBetween } from './run.ts';
import { createBetweenStore } from './settings.ts';

const store = createBetweenStore();
startStagePage({
  scale: () => (store.value.scale === 'auto' ? 1 : store.value.scale),
  still: stills.between,
  run: async (place) => runBetween({ ...place, store, interval: await measureInterval() }),
});
