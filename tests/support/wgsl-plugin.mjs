// Vite plugin: `.wgsl?raw` imports lose comments, indentation and the names of locals in builds. Development keeps the file as written, so that
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
 * WGSL without comments (block comments nest), indentation, blank lines and spaces that separate nothing, with short names
 * and numbers in functions. The line that names a shader's libraries stays.
 */
export function stripWgsl(source) {
  const uses = source.split('\n').filter((line) => /^\s*\/\/\s*uses:/.test(line));
  return [...uses.map((line) => line.trim()), stripCode(source)].filter(Boolean).join('\n');
}

function stripCode(source) {
  return (
    shortenFunctions(withoutComments(source))
      .replace(/[ \t]+/g, ' ')
      .replace(/(?<![\w.])0(\.\d)|(?<![\w.])(\d+\.)0(?![\w.])/g, '$1$2')
      // Between two operands an operator needs no spaces; before another operator it does.
      .replace(/(?<=[\w)\].]) ([-+*/%&|^<>=!]+) (?=[\w(.])/g, '$1')
      .replace(/ ?([{}()[\];,:]) ?/g, '$1')
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

/** Gives parameters and locals of every function names of one letter. Names that the module has too stay. */
function shortenFunctions(source) {
  const declarations = /\b(?:fn|var(?:<[^>]*>)?|const|override|struct|alias)\s+(\w+)/g;
  const functions = [];
  let outside = '';
  let done = 0;
  for (const { index } of source.matchAll(/\bfn\s+\w+\s*\(/g)) {
    const start = source.indexOf('(', index);
    const open = source.indexOf('{', closing(source, start, '(', ')'));
    const end = closing(source, open, '{', '}') + 1;
    outside += source.slice(done, start);
    functions.push([source.slice(done, start), source.slice(start, end), open - start]);
    done = end;
  }
  outside += source.slice(done);
  const global = new Set([...outside.matchAll(declarations)].map(([, name]) => name));
  const shortened = functions.map(([before, text, body]) => before + shortenLocals(text, body, global));
  return shortened.join('') + source.slice(done);
}

/** Place of the bracket that closes the one at `from`. */
function closing(text, from, opens, closes) {
  for (let at = from, depth = 0; at < text.length; at++) {
    if (text[at] === opens) depth++;
    else if (text[at] === closes && --depth === 0) return at;
  }
  throw new Error(`WGSL: ${opens} without ${closes}.`);
}

function shortenLocals(text, body, global) {
  const declared = new Map();
  const note = ({ index, 0: found, 1: name }) =>
    declared.set(name, declared.get(name) ?? index + found.lastIndexOf(name));
  for (const match of text.slice(0, body).matchAll(/(\w+)(?=\s*:)/g)) note(match);
  for (const match of text.matchAll(/\b(?:let|var|const)\s+(\w+)/g)) note(match);
  const short = new Map();
  const used = [...text.matchAll(word)];
  const taken = new Set(used.map(([name]) => name));
  const free = [...letters].filter((letter) => !taken.has(letter));
  for (const { index, 0: name } of used) {
    const at = declared.get(name);
    declared.delete(name);
    // What is used before its declaration ends is another thing of that name.
    const own =
      text.slice(index + name.length, text.indexOf(index < body ? ':' : ';', index)).match(word) ?? [];
    if (at !== index || name.length < 2 || own.includes(name) || global.has(name)) continue;
    const next = free.shift();
    if (next) short.set(name, next);
  }
  return text.replace(word, (name) => short.get(name) ?? name);
}

const word = /(?<![.\w])[A-Za-z_]\w*/g;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
