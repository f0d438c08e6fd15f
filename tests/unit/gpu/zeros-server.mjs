// Serves a beginning (base64) and so many zeros after it, with ranges or without. Sends its port to who started it.
import { createServer } from 'node:http';

const [head, zeros, ranges] = process.argv.slice(2);
const start = Buffer.from(head, 'base64');
const length = start.length + Number(zeros);
const piece = Buffer.alloc(1 << 16);

const server = createServer(async (request, response) => {
  const range = ranges === 'true' && /^bytes=(\d+)-/.exec(request.headers.range ?? '');
  const begin = range ? Number(range[1]) : 0;
  response.writeHead(range ? 206 : 200, {
    etag: '"1"',
    'content-length': length - begin,
    ...(range && { 'content-range': `bytes ${begin}-${length - 1}/${length}` }),
  });
  let at = begin;
  while (at < length && !response.destroyed) {
    const part =
      at < start.length ? start.subarray(at) : piece.subarray(0, Math.min(piece.length, length - at));
    at += part.length;
    if (!response.write(part)) {
      await new Promise((done) => {
        const go = () => {
          response.off('drain', go).off('close', go);
          done();
        };
        response.on('drain', go).on('close', go);
      });
    }
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
