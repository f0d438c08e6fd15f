// A server of another origin, with films that it gives whole, in part or not at all.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Answers `/film` with `film`, and other paths as their names say. */
export type FilmServer = {
  readonly url: string;
  film: Buffer;
  readonly requests: string[];
  close(): Promise<void>;
};

/** Starts the server on a free port. */
export async function startFilmServer(): Promise<FilmServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => answer(films, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const films: FilmServer = {
    url: `http://127.0.0.1:${port}`,
    film: Buffer.alloc(0),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return films;
}

function answer({ film, requests }: FilmServer, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/';
  requests.push(path);
  const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Content-Range' };
  if (path === '/forbidden.webm') return void response.writeHead(200).end(film);
  if (path === '/gone.webm') return void response.writeHead(404, open).end();
  if (path === '/page.webm')
    return void response.writeHead(200, { ...open, 'Content-Type': 'text/html' }).end('<p>');
  if (path === '/silent.webm') return;
  const start = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
  // Breaks off: always in the middle of the film, or after every so many bytes.
  const middle = Math.floor(film.length / 2);
  const end = path === '/broken.webm' ? middle : path === '/shaky.webm' ? start + 6000 : film.length;
  response.writeHead(206, {
    ...open,
    'Content-Length': film.length - start,
    'Content-Range': `bytes ${start}-${film.length - 1}/${film.length}`,
  });
  response.write(film.subarray(start, Math.min(end, film.length)), () => {
    if (end < film.length) setTimeout(() => response.destroy(), 20);
    else response.end();
  });
}
