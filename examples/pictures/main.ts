import { createFrameBudget, createGpu, FrameloomError, type Gpu } from '@frameloom/gpu';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showStartError, textOf } from '../shared/ui/message.ts';
import { createPainter } from './painter.ts';
import { createPanel } from './panel.ts';
import { createTiles, type Tile } from './tiles.ts';
import { createWords } from './words.ts';

const side = 32;
const count = 12;
const container = document.querySelector<HTMLElement>('#page')!;
void start();

async function start(): Promise<void> {
  const stage = el('div', { class: 'pictures-stage' });
  container.replaceChildren(stage);
  try {
    run(await createGpu({ label: 'pictures' }), stage);
  } catch (error) {
    showStartError({ page: container, view: stage, still: stills.pictures }, error, () => void start());
  }
}

function run(gpu: Gpu, stage: HTMLElement): void {
  const budget = createFrameBudget(gpu);
  const painter = createPainter(gpu, budget);
  const query = new URLSearchParams(location.search);
  const status = el('p', { class: 'pictures-status', role: 'status' }, 'Loading the network');
  const { root: grid, tiles } = createTiles(gpu, { count, side, choose });
  let chosen = tiles[0]!;
  let working = new AbortController();
  const again = (): void => void paintAll();
  const panel = createPanel(side, {
    changed: again,
    download: () => void download(),
    begin: () => void begin(),
  });
  const others = (): void => {
    panel.nextSeed(count);
    again();
  };
  const words = createWords(query.get('prompt') ?? 'green potion', { paint: again, others });
  stage.append(words.form, status, grid, words.suggestions);
  container.append(panel.root);
  choose(chosen);
  again();

  function choose(tile: Tile): void {
    chosen = tile;
    for (const one of tiles) one.button.setAttribute('aria-pressed', String(one === tile));
  }

  /** Paints every place anew; a call in between ends the one before. */
  async function paintAll(): Promise<void> {
    working.abort();
    const { signal } = (working = new AbortController());
    const { network, steps, guidance, strength, seed } = panel.read();
    const image = panel.board.read();
    const prompt = words.value;
    query.set('prompt', prompt);
    history.replaceState(null, '', `?${query}`);
    try {
      const model = await painter.model(network);
      const began = performance.now();
      for (const [index, tile] of tiles.entries()) {
        if (signal.aborted) return;
        tile.keep(
          await model.generate({
            prompt,
            numInferenceSteps: steps,
            guidanceScale: guidance,
            seed: seed + index,
            ...(image && { image, strength }),
            signal,
            onStep: ({ preview }) => preview && tile.show(preview),
          }),
        );
        const seconds = (performance.now() - began) / 1000 / (index + 1);
        status.textContent = `${index + 1} of ${count} · ${seconds.toFixed(2)} s a picture`;
      }
    } catch (error) {
      if (error instanceof FrameloomError && error.code === 'aborted') return;
      status.textContent = textOf(error);
    }
  }

  async function download(): Promise<void> {
    if (!chosen.picture) return;
    const link = el('a', { download: `${words.value.replace(/\W+/g, '-')}-${chosen.picture.seed}.png` });
    link.href = URL.createObjectURL(await chosen.picture.toBlob());
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function begin(): Promise<void> {
    if (chosen.picture) panel.board.put(await chosen.picture.toImageData());
  }
}
