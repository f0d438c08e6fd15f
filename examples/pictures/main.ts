import { createFrameBudget, createGpu, FrameloomError, type Gpu } from '@frameloom/gpu';
import type { ImageModel, Picture } from '@frameloom/image';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showStartError, textOf } from '../shared/ui/message.ts';
import { createCorner } from './corner.ts';
import { createHistory } from './history.ts';
import { createPainter } from './painter.ts';
import { createPanel } from './panel.ts';
import { createTiles, type Tile } from './tiles.ts';
import { createWalk } from './walk.ts';
import { createWords } from './words.ts';

const count = 12;
/** Pictures of a walk between two seeds. */
const walkSteps = 9;
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
  const side = sideOf(query);
  const status = el('p', { class: 'pictures-status', role: 'status' }, 'Loading the network');
  const { root: grid, tiles } = createTiles(gpu, { count, side, choose });
  let chosen = tiles[0]!;
  let working = new AbortController();
  let isPainting = false;
  const again = (): void => void paintAll();
  const corner = createCorner(gpu, () => isPainting);
  const walk = createWalk(side, () => void takeWalk());
  const earlier = createHistory(({ prompt, seed }) => {
    words.value = prompt;
    panel.setSeed(seed);
    again();
  });
  const panel = createPanel(
    side,
    {
      changed: again,
      download: () => void download(),
      begin: () => void withChosen((pixels) => panel.board.put(pixels)),
      cast: () => void withChosen(corner.cast),
    },
    { walk: walk.root, corner: corner.root, history: earlier.root },
  );
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

  /** Does work with the model that the next call ends. */
  async function work(task: (model: ImageModel, signal: AbortSignal) => Promise<void>): Promise<void> {
    working.abort();
    const { signal } = (working = new AbortController());
    isPainting = true;
    try {
      await task(await painter.model(panel.read().network), signal);
    } catch (error) {
      if (!(error instanceof FrameloomError && error.code === 'aborted')) status.textContent = textOf(error);
    } finally {
      if (!signal.aborted) isPainting = false;
    }
  }

  /** Paints every place anew. */
  async function paintAll(): Promise<void> {
    const { steps, guidance, strength, seed } = panel.read();
    const drawing = panel.board.read();
    const prompt = words.value;
    query.set('prompt', prompt);
    history.replaceState(null, '', `?${query}`);
    await work(async (model, signal) => {
      const began = performance.now();
      for (const [index, tile] of tiles.entries()) {
        if (signal.aborted) return;
        const picture = await model.generate({
          prompt,
          width: side,
          height: side,
          numInferenceSteps: steps,
          guidanceScale: guidance,
          seed: seed + index,
          ...(drawing && { ...drawing, strength }),
          signal,
          onStep: ({ preview }) => preview && tile.show(preview),
        });
        tile.keep(picture);
        earlier.add({ prompt, seed: picture.seed }, await picture.toImageData());
        const seconds = (performance.now() - began) / 1000 / (index + 1);
        status.textContent = `${index + 1} of ${count} · ${seconds.toFixed(2)} s a picture`;
      }
    });
  }

  async function takeWalk(): Promise<void> {
    const { steps, guidance, seed } = panel.read();
    const from = chosen.picture?.seed ?? seed;
    const prompt = words.value;
    const options = { width: side, height: side, numInferenceSteps: steps, guidanceScale: guidance };
    await work((model, signal) => {
      const pictures = model.interpolate({ prompt, seed: from }, { prompt, seed: from + 1 }, walkSteps, {
        ...options,
        signal,
      });
      return walk.play(pixelsOf(pictures));
    });
  }

  async function download(): Promise<void> {
    if (!chosen.picture) return;
    const link = el('a', { download: `${words.value.replace(/\W+/g, '-')}-${chosen.picture.seed}.png` });
    link.href = URL.createObjectURL(await chosen.picture.toBlob());
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function withChosen(use: (pixels: ImageData) => unknown): Promise<void> {
    if (chosen.picture) await use(await chosen.picture.toImageData());
  }
}

/** Pixels of a side: what the network learned, or another multiple of 4 that the address names. */
function sideOf(query: URLSearchParams): number {
  const asked = Number(query.get('side'));
  return asked % 4 === 0 && asked >= 8 && asked <= 64 ? asked : 32;
}

async function* pixelsOf(pictures: AsyncIterable<Picture>): AsyncGenerator<ImageData> {
  for await (const picture of pictures) {
    yield await picture.toImageData();
    picture.dispose();
  }
}
