import { requireOptions, requireText } from '../arguments.ts';
import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import fullscreen from './fullscreen.wgsl?raw';

/**
 * Shader libraries by name: WGSL texts, usually files imported with `?raw`. A shader pulls them in by a comment line at
 * its top, `// uses: color motion`; a library may name others in the same way.
 */
export type WgslLibraries = Readonly<Record<string, string>>;

/** Options of {@link linkShader}. */
export type LinkOptions = {
  /** Names the shader in GPU tools and errors, like `upscale/accumulate`. */
  label: string;
  /** WGSL text of the shader, usually a file imported with `?raw`. */
  code: string;
  /** Name of the file that `code` came from, for errors. Default: the last segment of the label, with `.wgsl`. */
  file?: string | undefined;
  /** What `// uses:` lines may name, beside the built-in library `fullscreen`. Default: nothing. */
  libraries?: WgslLibraries | undefined;
  /** Lines made at run time: aliases of types and constants that array sizes depend on. Default: none. */
  prelude?: string | undefined;
};

/** A place in the source of a linked shader. */
export type ShaderPlace = { file: string; line: number; text: string };

/** A shader and its libraries, joined into one text. */
export interface LinkedShader {
  readonly label: string;
  readonly code: string;
  /** Where a line of `code`, counted from 1, comes from. */
  locate(line: number): ShaderPlace | undefined;
}

type Part = { file: string; lines: readonly string[] };

const usesLine = /^\s*\/\/\s*uses:(.*)$/;
const directive = /^\s*(?:enable|requires|diagnostic)\b[^;]*;\s*$/;

/**
 * Joins a shader with the libraries that it uses, each once and before its users. `enable`, `requires` and `diagnostic`
 * lines move to the top, where WGSL wants them.
 *
 * @throws FrameloomError `invalid-argument` for an unknown library or libraries that use each other in a circle.
 */
export function linkShader(options: LinkOptions): LinkedShader {
  requireOptions('linkShader', options);
  const { label, code, file = `${label.split('/').at(-1)}.wgsl`, prelude } = options;
  const libraries: WgslLibraries = { fullscreen, ...options.libraries };
  requireText('linkShader', 'label', label);
  requireText(label, 'code', code);
  const parts: Part[] = [];
  if (prelude) parts.push({ file: 'prelude', lines: prelude.split('\n') });
  const done = new Set<string>();
  const visit = (from: string, text: string, trail: readonly string[]): void => {
    for (const name of usedBy(text)) {
      if (trail.includes(name)) fail(label, `libraries use each other: ${[...trail, name].join(' → ')}`);
      if (done.has(name)) continue;
      const library = Object.hasOwn(libraries, name) ? libraries[name] : undefined;
      if (library === undefined) {
        fail(
          label,
          `${from} uses ${show(name)}. Known libraries: ${Object.keys(libraries).join(', ') || 'none'}`,
        );
      }
      visit(`${name}.wgsl`, library!, [...trail, name]);
      done.add(name);
      parts.push({ file: `${name}.wgsl`, lines: library!.split('\n') });
    }
  };
  visit(file, code, []);
  parts.push({ file, lines: code.split('\n') });
  return join(label, parts);
}

/** The libraries that the comments at the top of a text name. */
function usedBy(text: string): string[] {
  const names: string[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('//') && !directive.test(line)) break;
    names.push(
      ...(usesLine
        .exec(line)?.[1]
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? []),
    );
  }
  return names;
}

function join(label: string, parts: readonly Part[]): LinkedShader {
  const directives = new Map<string, ShaderPlace>();
  const body: ShaderPlace[] = [];
  for (const { file, lines } of parts) {
    lines.forEach((text, index) => {
      const place = { file, line: index + 1, text };
      if (directive.test(text)) directives.set(text.trim(), place);
      else body.push(place);
    });
  }
  const places = [...directives.values(), ...body];
  return {
    label,
    code: places.map(({ text }) => text).join('\n'),
    locate: (line) => places[line - 1],
  };
}

function fail(label: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${label}: ${fact}.`);
}
