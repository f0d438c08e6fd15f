import type { Gpu } from '@frameloom/gpu';
import type { Picture } from '@frameloom/image';
import { el } from '../shared/dom.ts';

/** A place for one picture. */
export type Tile = {
  button: HTMLButtonElement;
  /** Copies a texture to the canvas, which takes its size. */
  show(texture: GPUTexture): void;
  /** What was made last; the one before is disposed. */
  keep(picture: Picture): void;
  readonly picture: Picture | undefined;
  clear(): void;
};

/** Places for `count` pictures of `side` pixels; a click calls `choose`. */
export function createTiles(
  gpu: Gpu,
  { count, side, choose }: { count: number; side: number; choose(tile: Tile): void },
): { root: HTMLElement; tiles: readonly Tile[] } {
  const tiles = Array.from({ length: count }, (_, i) => createTile(gpu, side, i, choose));
  const root = el('div', { class: 'pictures-grid' }, ...tiles.map(({ button }) => button));
  return { root, tiles };
}

function createTile(gpu: Gpu, side: number, index: number, choose: (tile: Tile) => void): Tile {
  const canvas = el('canvas', { width: side, height: side, role: 'img', 'aria-label': 'No picture yet' });
  const button = el(
    'button',
    { type: 'button', 'aria-pressed': 'false', onclick: () => choose(tile) },
    canvas,
  );
  button.setAttribute('aria-label', `Picture ${index + 1}`);
  const context = canvas.getContext('webgpu')!;
  const { device } = gpu;
  context.configure({
    device,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
    alphaMode: 'premultiplied',
  });
  let picture: Picture | undefined;
  const tile: Tile = {
    button,
    show(texture) {
      const { width, height } = texture;
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      const encoder = device.createCommandEncoder({ label: 'pictures/show' });
      encoder.copyTextureToTexture({ texture }, { texture: context.getCurrentTexture() }, [width, height]);
      device.queue.submit([encoder.finish()]);
    },
    keep(made) {
      picture?.dispose();
      picture = made;
      tile.show(made.texture);
      canvas.setAttribute('aria-label', `Seed ${made.seed}`);
    },
    get picture() {
      return picture;
    },
    clear() {
      picture?.dispose();
      picture = undefined;
    },
  };
  return tile;
}
