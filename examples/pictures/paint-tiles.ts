import type { ImageModel } from '@frameloom/image';
import type { Board } from './board.ts';
import type { Made } from './history.ts';
import type { Choices } from './panel.ts';
import type { Tile } from './tiles.ts';

/** What is painted into every place. */
export type TileRequest = {
  prompt: string;
  side: number;
  choices: Omit<Choices, 'network'>;
  drawing: ReturnType<Board['read']>;
};

/** Paints each place with the next seed. `made` gets what is done, with how far it is in words. */
export async function paintTiles(
  model: ImageModel,
  signal: AbortSignal,
  tiles: readonly Tile[],
  { prompt, side, choices, drawing }: TileRequest,
  made: (one: Made, pixels: ImageData, text: string) => void,
): Promise<void> {
  const { steps, guidance, strength, seed } = choices;
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
    const pixels = await picture.toImageData();
    const seconds = (performance.now() - began) / 1000 / (index + 1);
    const text = `${index + 1} of ${tiles.length} · ${seconds.toFixed(2)} s a picture`;
    made({ prompt, seed: picture.seed }, pixels, text);
  }
}
