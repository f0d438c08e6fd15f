import { createFrameBudget, createGpu, type Gpu } from '@frameloom/gpu';
import type { Picture } from '@frameloom/image';
import { el } from '../shared/dom.ts';
import { stills } from '../shared/stills.ts';
import { showStartError } from '../shared/ui/message.ts';
import { createCorner } from './corner.ts';
import { createHistory } from './history.ts';
import { createModels } from './models.ts';
import type { NetworkName, Request } from './network.ts';
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
  const models = createModels(gpu, createFrameBudget(gpu));
  const work = createWork(status);
  const { root: grid, tiles } = createTiles(gpu, { count, side, choose });
  let chosen = tiles[0]!;
  const paint = (): void => void paintAll();
  const corner = createCorner(gpu, () => work.isBusy);
  const walk = createWalk(side, { toSeed: () => void takeWalk(), toPicture: () => void blend() });
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
      begin: () => void withPixels(chosen, panel.board.put),
      cast: () => void withPixels(chosen, corner.cast),
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

  function request(): Request & { network: NetworkName } {
    return { prompt: words.value, side, ...panel.read(), drawing: panel.board.read() };
  }

  /** Paints every place anew. */
  async function paintAll(): Promise<void> {
    const { network, ...wanted } = request();
    query.set('prompt', wanted.prompt);
    history.replaceState(null, '', `?${query}`);
    await work.run(
      () => models.network(network),
      (opened, signal) =>
        paintTiles(opened, signal, tiles, wanted, (made, pixels, text) => {
          earlier.add(made, pixels);
          status.textContent = text;
        }),
    );
  }

  async function takeWalk(): Promise<void> {
    const { network, seed, ...wanted } = request();
    const from = { ...wanted, seed: chosen.picture?.seed ?? seed };
    await work.run(
      () => models.network(network),
      (opened, signal) => walk.play(pixelsOf(opened.walk(from, walkSteps, signal))),
    );
  }

  /** From the chosen picture to the one after it, through latents. */
  async function blend(): Promise<void> {
    const next = tiles[(tiles.indexOf(chosen) + 1) % count]!;
    const ends = [chosen.picture?.texture, next.picture?.texture] as const;
    if (!ends[0] || !ends[1]) return void (status.textContent = 'Wait for the next picture to be painted.');
    const [from, to] = ends as [GPUTexture, GPUTexture];
    await work.run(models.vae, (vae, signal) =>
      walk.play(pixelsOf(vae.interpolate(from, to, walkSteps, { signal }))),
    );
  }
}

async function withPixels({ picture }: Tile, use: (pixels: ImageData) => unknown): Promise<void> {
  if (picture) await use(await picture.toImageData());
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
