import { createFrameBudget, createGpu, type Gpu } from '@frameloom/gpu';
import type { Picture } from '@frameloom/image';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showStartError } from '../shared/ui/message.ts';
import { createCorner } from './corner.ts';
import { createHistory } from './history.ts';
import { createPainter } from './painter.ts';
import { paintTiles } from './paint-tiles.ts';
import { createPanel } from './panel.ts';
import { createTiles, type Tile } from './tiles.ts';
import { createWalk } from './walk.ts';
import { createWords } from './words.ts';
import { createWork } from './work.ts';

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
  const query = new URLSearchParams(location.search);
  const side = sideOf(query);
  const status = el('p', { class: 'pictures-status', role: 'status' }, 'Loading the network');
  const work = createWork(createPainter(gpu, createFrameBudget(gpu)), status);
  const { root: grid, tiles } = createTiles(gpu, { count, side, choose });
  let chosen = tiles[0]!;
  const paint = (): void => void paintAll();
  const corner = createCorner(gpu, () => work.isBusy);
  const walk = createWalk(side, () => void takeWalk());
  const earlier = createHistory(({ prompt, seed }) => {
    words.value = prompt;
    panel.setSeed(seed);
    paint();
  });
  const panel = createPanel(
    side,
    {
      changed: paint,
      download: () => void download(chosen.picture, words.value),
      begin: () => void withChosen((pixels) => panel.board.put(pixels)),
      cast: () => void withChosen(corner.cast),
    },
    { walk: walk.root, corner: corner.root, history: earlier.root },
  );
  const others = (): void => {
    panel.nextSeed(count);
    paint();
  };
  const words = createWords(query.get('prompt') ?? 'green potion', { paint, others });
  stage.append(words.form, status, grid, words.suggestions);
  container.append(panel.root);
  choose(chosen);
  paint();

  function choose(tile: Tile): void {
    chosen = tile;
    for (const one of tiles) one.button.setAttribute('aria-pressed', String(one === tile));
  }

  /** Paints every place anew. */
  async function paintAll(): Promise<void> {
    const prompt = words.value;
    query.set('prompt', prompt);
    history.replaceState(null, '', `?${query}`);
    const { network, ...choices } = panel.read();
    const request = { prompt, side, choices, drawing: panel.board.read() };
    await work.run(network, (model, signal) =>
      paintTiles(model, signal, tiles, request, (made, pixels, text) => {
        earlier.add(made, pixels);
        status.textContent = text;
      }),
    );
  }

  async function takeWalk(): Promise<void> {
    const { network, steps, guidance, seed: first } = panel.read();
    const seed = chosen.picture?.seed ?? first;
    const prompt = words.value;
    const options = { width: side, height: side, numInferenceSteps: steps, guidanceScale: guidance };
    await work.run(network, (model, signal) => {
      const ends = [
        { prompt, seed },
        { prompt, seed: seed + 1 },
      ] as const;
      return walk.play(pixelsOf(model.interpolate(...ends, walkSteps, { ...options, signal })));
    });
  }

  async function withChosen(use: (pixels: ImageData) => unknown): Promise<void> {
    if (chosen.picture) await use(await chosen.picture.toImageData());
  }
}

async function download(picture: Picture | undefined, words: string): Promise<void> {
  if (!picture) return;
  const link = el('a', { download: `${words.replace(/\W+/g, '-')}-${picture.seed}.png` });
  link.href = URL.createObjectURL(await picture.toBlob());
  link.click();
  URL.revokeObjectURL(link.href);
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
