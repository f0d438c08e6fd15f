// `npm start`: installs what is needed and serves the gallery.
//   npm start -- --port 8080    (or PORT=8080)   this port or none; without it the next free one from 5173
//   npm start -- --host         reachable from other machines (browsers give WebGPU to https and localhost only)
//   npm start -- --no-open      print the address, open nothing
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './command.mjs';
import { fail, root } from './setup.mjs';

const options = readOptions();
prepare();

const { createServer } = await import('vite');
const server = await createServer({
  root: join(root, 'examples'),
  server: {
    host: options.host ? true : '127.0.0.1',
    port: options.port ?? 5173,
    strictPort: options.port !== undefined,
  },
});
try {
  await server.listen();
} catch (error) {
  await server.close();
  if (options.port === undefined || !/in use|EADDRINUSE|EACCES/.test(String(error))) throw error;
  fail(`Port ${options.port} is taken. Choose another: npm start -- --port ${options.port + 1}`);
}

const { port } = server.httpServer.address();
console.log(`\n  Frameloom gallery: http://localhost:${port}/\n`);
for (const url of server.resolvedUrls?.network ?? []) console.log(`  in the network:    ${url}\n`);
if (options.open) server.openBrowser();

function readOptions() {
  const { values } = parse();
  const given = values.port ?? process.env.PORT;
  const chosen = given === undefined || given === '' ? undefined : Number(given);
  if (chosen !== undefined && !(Number.isInteger(chosen) && chosen > 0 && chosen < 65_536)) {
    fail(`The port must be a whole number from 1 to 65535, got ${given}.`);
  }
  const screen =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
  return { port: chosen, host: values.host, open: !values['no-open'] && !process.env.CI && screen };
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', short: 'p' },
        host: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(`${error.message}\nUsage: npm start -- [--port 8080] [--host] [--no-open]`);
  }
}
