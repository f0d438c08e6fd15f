// convertVideo() of an address: what the network does is named as what it is, and a signal ends the wait.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFilmServer, type FilmServer } from './film-server.ts';
import { useVideoPage } from './fixture.ts';

const fixture = useVideoPage();
let films: FilmServer;

beforeAll(async () => {
  films = await startFilmServer();
  const bytes = await fixture.opened.page.evaluate(async () => {
    const { clips } = globalThis.tools;
    const file = await clips.makeClip({ codec: 'vp8', width: 160, height: 90, frames: 60 });
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  films.film = Buffer.from(bytes);
}, 120_000);
afterAll(() => films?.close());
afterEach(async () => {
  // What the browser and the reader of files say of the network, some of it later.
  await fixture.opened.page.waitForTimeout(200);
  const own = /net::ERR|CORS policy|Retrying failed fetch|Error while reading response|status of 404/;
  const others = fixture.opened.errors.splice(0).filter((text) => !own.test(text));
  fixture.opened.errors.push(...others);
});

/** Converts an address, and ends it by its signal after so many milliseconds. */
const convert = (address: string, stopAfter?: number): Promise<Record<string, unknown>> =>
  fixture.opened.page.evaluate(
    async ([address, stopAfter]) => {
      const start = performance.now();
      const stop = new AbortController();
      if (stopAfter !== undefined) setTimeout(() => stop.abort(), stopAfter);
      const said = await globalThis.tools.video
        .convertVideo(address, { model: 'none', scale: 1.1, codec: 'vp9', signal: stop.signal })
        .then(
          async ({ frames, warnings, dispose }) => {
            await dispose();
            return { frames, warnings };
          },
          ({ code, message }: { code: string; message: string }) => ({ code, message }),
        );
      return { ...said, seconds: (performance.now() - start) / 1000 };
    },
    [address, stopAfter] as const,
  );

describe('an address', () => {
  it.each([
    ['gone.webm', /server answers 404 Not Found for “gone\.webm”\. Check the address/],
    ['forbidden.webm', /may not read “forbidden\.webm” from 127\.0\.0\.1:\d+\..*Access-Control-Allow-Origin/],
    ['page.webm', /“page\.webm” gives a web page, not a film/],
    ['broken.webm', /loading “broken\.webm” broke off \d times/],
  ])('%s', async (name, message) => {
    const said = await convert(`${films.url}/${name}`);
    expect(said).toMatchObject({ code: 'load-failed', message: expect.stringMatching(message) as string });
  });

  it('where nobody answers', async () => {
    const said = await convert('http://127.0.0.1:9/film.webm');
    expect(said).toMatchObject({
      code: 'load-failed',
      message: expect.stringMatching(/loading “film\.webm” broke off/) as string,
    });
  });

  it('that breaks off now and then is read to its end', async () => {
    films.requests.length = 0;
    expect(await convert(`${films.url}/shaky.webm`)).toMatchObject({ frames: 60, warnings: [] });
    expect(films.requests.length).toBeGreaterThan(2);
  });

  it.each(['silent.webm', 'broken.webm'])('%s can be given up', async (name) => {
    const said = await convert(`${films.url}/${name}`, 300);
    expect(said).toMatchObject({ code: 'aborted' });
    expect(said['seconds']).toBeLessThan(3);
  });
});
