// Vite plugin: `.wgsl?raw` imports lose comments and indentation in builds. Development keeps the file as written, so that
// compiler messages point at its lines.
import { readFile } from 'node:fs/promises';

export function wgslPlugin() {
  return {
    name: 'frameloom:wgsl',
    apply: 'build',
    enforce: 'pre',
    load: {
      filter: { id: /\.wgsl\?raw$/ },
      async handler(id) {
        const file = id.slice(0, -'?raw'.length);
        this.addWatchFile(file);
        return {
          code: `export default ${JSON.stringify(stripWgsl(await readFile(file, 'utf8')))}`,
          map: null,
        };
      },
    },
  };
}

/**
 * WGSL without comments (block comments nest), indentation, blank lines and spaces that separate nothing. The line that
 * names a shader's libraries stays.
 */
export function stripWgsl(source) {
  const uses = source.split('\n').filter((line) => /^\s*\/\/\s*uses:/.test(line));
  return [...uses.map((line) => line.trim()), stripCode(source)].filter(Boolean).join('\n');
}

function stripCode(source) {
  return (
    withoutComments(source)
      .replace(/[ \t]+/g, ' ')
      .replace(/ ?([{}()[\];,:]) ?/g, '$1')
      // Between two operands an operator needs no spaces; before another operator it does.
      .replace(/(?<=[\w)\]]) ([-+*/%&|^<>=!]+) (?=[\w(.])/g, '$1')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .join('\n')
  );
}

function withoutComments(source) {
  let result = '';
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const two = source.slice(i, i + 2);
    const closes = two === '*/' && depth > 0;
    if (two === '/*' || closes) {
      depth += closes ? -1 : 1;
      // A comment separates tokens like a space does.
      result += ' ';
      i++;
    } else if (depth === 0 && two === '//') {
      const end = source.indexOf('\n', i);
      i = end < 0 ? source.length : end - 1;
    } else if (depth === 0) {
      result += source[i];
    }
  }
  return result;
}
