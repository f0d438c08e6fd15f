import type { Made } from './history.ts';
import type { Network, Request } from './network.ts';
import type { Tile } from './tiles.ts';

/** Paints each place with the next seed. `made` gets what is done, with how far it is in words. */
export async function paintTiles(
  network: Network,
  signal: AbortSignal,
  tiles: readonly Tile[],
  request: Request,
  made: (one: Made, pixels: ImageData, text: string) => void,
): Promise<void> {
  const { prompt, seed } = request;
  const left = network.unknown(prompt);
  const note = left.length > 0 ? ` · one step knows a kind and a colour, not: ${left.join(', ')}` : '';
  const began = performance.now();
  for (const [index, tile] of tiles.entries()) {
    if (signal.aborted) return;
    const picture = await network.paint({ ...request, seed: seed + index }, signal, tile.show);
    tile.keep(picture);
    const pixels = await picture.toImageData();
    const seconds = (performance.now() - began) / 1000 / (index + 1);
    const text = `${index + 1} of ${tiles.length} · ${seconds.toFixed(2)} s a picture${note}`;
    made({ prompt, seed: picture.seed }, pixels, text);
  }
}
