// A recording of a game that is small enough to be learned in seconds.
import { createEpisodeFile } from '@frameloom/world';

const side = 16;

/** A square that goes right around, when it is told. */
export async function recordSquare(height: number = side): Promise<Uint8Array> {
  const file = createEpisodeFile();
  for (let game = 0; game < 3; game++) {
    const actions = Uint8Array.from({ length: 20 }, (_, i) => Number((i + game) % 3 > 0));
    const frames = new Uint8Array(21 * side * height);
    let x = game * 3;
    for (let i = 0; i <= 20; i++) {
      for (let y = 4; y < 8; y++)
        for (let dx = 0; dx < 4; dx++) frames[(i * height + y) * side + ((x + dx) % side)] = 1;
      x += actions[i] ?? 0;
    }
    await file.add({ seed: game, bot: 'none', actions, movers: new Int16Array(), frames });
  }
  return file.finish({
    format: 'frameloom-episodes',
    version: 1,
    level: 'square',
    actions: ['still', 'right'],
    frame: { width: side, height },
    palette: [
      [0, 0, 0],
      [255, 255, 255],
    ],
  });
}
