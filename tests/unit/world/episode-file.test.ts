// Recordings from strangers: whatever is wrong with them is one error, soon, before anything large is built.
import { deflateSync } from 'node:zlib';
import { FrameloomError } from '@frameloom/gpu';
import { createEpisodeFile, readEpisodes, type EpisodeHeader } from '@frameloom/world';
import { expect, test } from 'vitest';
import { createRandom } from '../gpu/files.ts';

const header: EpisodeHeader = {
  format: 'frameloom-episodes',
  version: 1,
  level: 'small',
  actions: ['stay', 'go'],
  frame: { width: 8, height: 8 },
  palette: [
    [0, 0, 0],
    [255, 0, 0],
  ],
  cellPixels: 4,
  unitPixels: 2,
  world: [5, 4],
  barRows: 0,
  anchor: [2, 2],
  spritePixels: 4,
  movers: [{ name: 'player', looks: 2 }],
};
const steps = 3;
const episode = {
  seed: 7,
  bot: 'player',
  actions: Uint8Array.of(0, 1, 1),
  movers: Int16Array.of(0, 0, 0, 1, 0, 1, 9, 7, 0, 0, 0, 0),
  frames: new Uint8Array((steps + 1) * 64).map((_, i) => i % 2),
};
const unpacked = (change: Partial<typeof episode> = {}): Uint8Array => {
  const { actions, movers, frames } = { ...episode, ...change };
  return Buffer.concat([actions, new Uint8Array(movers.buffer), frames]);
};

/** A file with anything in it. */
function build(
  changes: Record<string, unknown> = {},
  data: Uint8Array = deflateSync(unpacked()),
): Uint8Array {
  const entry = { seed: 7, bot: 'player', steps, offset: 0, bytes: data.length };
  const json = Buffer.from(JSON.stringify({ ...header, episodes: [entry], ...changes }));
  const start = Buffer.alloc(8);
  start.write('FLEP');
  start.writeUInt32LE(json.length, 4);
  return Buffer.concat([start, json, data]);
}

test('a sound file comes back, as the writer writes it and with what later releases add', async () => {
  const file = createEpisodeFile();
  await file.add(episode);
  const { episodes } = await readEpisodes(file.finish(header));
  expect(episodes).toEqual([episode]);
  const later = await readEpisodes(build({ weather: 'fair' }));
  expect(later).toEqual({ header: { ...header, weather: 'fair' }, episodes: [episode] });
});

const entry = { seed: 7, bot: 'player', steps, offset: 0, bytes: deflateSync(unpacked()).length };
test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /does not start with FLEP/],
  ['a magic alone', Buffer.from('FLEP'), /ends before its header/],
  ['a header beyond the file', build().subarray(0, 40), /claims a header that ends at/],
  ['another format', build({ format: 'x' }), /format must be "frameloom-episodes", got "x"/],
  ['another version', build({ version: 2 }), /version must be 1/],
  ['a frame of no size', build({ frame: { width: 0, height: 8 } }), /frame\.width must be/],
  ['a frame of half pixels', build({ frame: { width: 7.5, height: 8 } }), /frame\.width must be/],
  ['no frame', build({ frame: undefined }), /frame must be an object/],
  ['a huge frame', build({ frame: { width: 4096, height: 4096 } }), /claims \d+ bytes in \d+ packed/],
  ['another frame', build({ frame: { width: 8, height: 9 } }), /it is cut short/],
  ['fewer steps', build({ episodes: [{ ...entry, steps: 2 }] }), /has more than the \d+ bytes/],
  ['more steps', build({ episodes: [{ ...entry, steps: 4 }] }), /it is cut short/],
  ['steps below none', build({ episodes: [{ ...entry, steps: -1 }] }), /steps must be/],
  ['a bar that fills the picture', build({ barRows: 2 }), /higher than its bar/],
  ['a player out of view', build({ anchor: [5, 2] }), /anchor must be where the first mover is in view/],
  ['a palette of numbers', build({ palette: [1] }), /palette\[0\] must be a list of 3/],
  ['a colour of 256', build({ palette: [[0, 256, 0]] }), /palette\[0\] must be/],
  ['units that do not fit', build({ unitPixels: 3 }), /unitPixels must be a divisor/],
  ['episodes in one place', build({ episodes: [entry, entry] }), /offset must be \d+, the end/],
  ['no episodes, but bytes', build({ episodes: [] }), /bytes after its last episode/],
  ['data that is not packed', build({}, Buffer.alloc(60, 1)), /is no zlib stream/],
  [
    'an action too many',
    build({}, deflateSync(unpacked({ actions: Uint8Array.of(0, 2, 1) }))),
    /the action 2/,
  ],
  ['a colour too many', build({ palette: [[0, 0, 0]] }), /the colour 1/],
  ['a mover off the world', build({ world: [4, 4] }), /mover player at 9, 7/],
  ['a look too many', build({ movers: [{ name: 'player', looks: 1 }] }), /with look 1/],
  ['lists a million deep', Buffer.from(`FLEP\0\0\x10\0{"a":${'['.repeat(1 << 20)}`), /nested deeper/],
])('%s: refused', async (_, file, message) => {
  await expect(readEpisodes(file)).rejects.toMatchObject({
    code: 'load-failed',
    message: expect.stringMatching(message),
  });
});

test('some kilobytes that unpack to hundreds of megabytes are refused, with a header that says so and with one that does not', async () => {
  const bomb = deflateSync(Buffer.alloc(2 ** 28));
  const honest = build({ episodes: [{ ...entry, steps: 2 ** 25 - 1, bytes: bomb.length }] }, bomb);
  await expect(readEpisodes(honest)).rejects.toMatchObject({ code: 'load-failed' });
  const most = 10_000_000;
  const large = build({ episodes: [{ ...entry, steps: most, bytes: bomb.length }] }, bomb);
  await expect(readEpisodes(large, { maxBytes: 2 ** 28 })).rejects.toThrow('at most 268435456 are read');
  const before = process.memoryUsage().rss;
  const small = build({ episodes: [{ ...entry, bytes: bomb.length }] }, bomb);
  await expect(readEpisodes(small)).rejects.toThrow('has more than the');
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
});

test('3000 damaged files: an error of ours, or what the file says', async () => {
  const random = createRandom(17);
  const sound = build();
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < 3000; i++) {
    const file = Uint8Array.from(sound);
    for (let n = random(3); n >= 0; n--) file[random(file.length)] = random(256);
    try {
      const { header: got, episodes } = await readEpisodes(
        i % 3 ? file : file.subarray(0, random(file.length)),
      );
      outcome.read++;
      for (const { actions, movers, frames } of episodes) {
        expect(movers.length).toBe((actions.length + 1) * (got.movers?.length ?? 0) * 3);
        expect(frames.length).toBe((actions.length + 1) * got.frame.width * got.frame.height);
      }
    } catch (error) {
      if (!(error instanceof FrameloomError)) throw error;
      expect(error.message.length).toBeLessThanOrEqual(400);
      outcome.refused++;
    }
  }
  expect(outcome.refused).toBeGreaterThan(1500);
});
