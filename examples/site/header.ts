import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginOption } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Pages of the gallery in the order of the header: folder and name. */
const pages: readonly (readonly [folder: string, name: string])[] = [
  ['market', 'Night market'],
  ['model', 'Your model'],
  ['video', 'Video'],
  ['between', 'In between'],
  ['level', 'Neural level'],
  ['drive', 'Drive'],
  ['storyteller', 'Storyteller'],
  ['teach', 'Teach your own'],
  ['arcade', 'Arcade'],
  ['pictures', 'Pictures'],
  ['react', 'React'],
];

/**
 * Puts the header into every page at `<!-- header -->`: the way home, all pages, the code and the documentation. It is part
 * of the HTML, so it is there before scripts are, and without them.
 */
export function headerPlugin(): PluginOption {
  return {
    name: 'gallery-header',
    // While sources are served the reference has not been written.
    configureServer(server) {
      server.middlewares.use('/docs', (_, response) => {
        response.setHeader('Content-Type', 'text/plain');
        response.end('`npm run build -- site` writes the gallery together with its documentation.');
      });
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { filename }) => html.replace('<!-- header -->', () => headerOf(filename)),
    },
  };
}

function headerOf(filename: string): string {
  const folder = filename.replaceAll('\\', '/').split('/').at(-2)!;
  const page = pages.find(([name]) => name === folder);
  const home = page ? '../' : './';
  const links = pages
    .filter(([name]) => existsSync(resolve(root, name, 'index.html')))
    .map(([name, text]) => {
      const current = name === folder ? ' aria-current="page"' : '';
      return `<a href="${home}${name}/"${current}>${text}</a>`;
    });
  const about = [`<a href="${home}#code">Code</a>`, `<a href="${home}docs/">Docs</a>`];
  // Below a heading of its own the gallery needs none here.
  const title = page ? `<h1>${page[1]}</h1>` : '';
  return `<header class="site-header">
      <a class="mark" href="${home}"><img src="${home}favicon.svg" alt="" width="24" height="24" />Frameloom</a>
      ${title}
      <button type="button" class="site-menu" popovertarget="site-pages">Pages</button>
      <nav id="site-pages" popover aria-label="Site">
        ${links.join('\n        ')}
        <span class="about">${about.join(' ')}</span>
      </nav>
    </header>`;
}
