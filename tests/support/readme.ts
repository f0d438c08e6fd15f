// Snippets of the READMEs. A fence may name a file after its language: "```ts vite/main.ts". Such a snippet is run by a test.
import { listFiles, readModule, readText } from './source.ts';

/** A fenced block of a README. */
export type Snippet = {
  /** Path of the README. */
  readme: string;
  /** Line of the opening fence, from 1. */
  line: number;
  /** Of the fence; for a `diff`, the language of the file it names. */
  language: string;
  /** Name of the file, where the fence has one. */
  file: string | undefined;
  /** For a `diff`, the lines after the change. */
  code: string;
};

/** Every fenced block of every README. */
export function readSnippets(): Snippet[] {
  return listFiles('', (path) => path.endsWith('README.md')).flatMap((readme) => {
    const text = readText(readme);
    return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map((match) => {
      const [, fence = '', file, body = ''] = match;
      const isDiff = fence === 'diff';
      return {
        readme,
        line: text.slice(0, match.index).split('\n').length,
        language: isDiff ? (file?.split('.').at(-1) ?? fence) : fence,
        file,
        code: isDiff ? body.replace(/^-.*\n/gm, '').replace(/^[ +]/gm, '') : body,
      };
    });
  });
}

/**
 * A snippet as a module: names that it uses and does not declare are imported from `specifier`, a module that stands for the
 * page around it. `context` is the path of the file with those names.
 */
export function withContext(code: string, context: string, specifier: string): string {
  const declared = new Set(
    [...code.matchAll(/\b(?:const|let|function|import)\s+(?:\* as )?(\{[^}]*\}|\[[^\]]*\]|\w+)/g)].flatMap(
      ([, names]) => names!.match(/\w+(?=\s*[,}\]]|$)/g),
    ),
  );
  const given = readModule(context).exports.map(({ name }) => name);
  const used = given.filter((name) => !declared.has(name) && new RegExp(`\\b${name}\\b`).test(code));
  const needed = used.length > 0 ? `import { ${used.join(', ')} } from '${specifier}';\n` : '';
  return `${needed}${code}\nexport {};\n`;
}
