import { describe, expect, test } from 'vitest';
import { listFiles, readText } from '../../support/source.ts';
import { stripWgsl } from '../../support/wgsl-plugin.mjs';

describe('stripWgsl', () => {
  test('drops line comments and comments that nest', () => {
    expect(stripWgsl('let a = 1; // one\n/* x /* y */ z */ let b = 2;')).toBe('let a=1;\nlet b=2;');
  });

  test('keeps tokens apart where a comment stood between them', () => {
    expect(stripWgsl('const/* c */a = 1;')).toBe('const a=1;');
  });

  test('ignores comment marks inside the other kind', () => {
    expect(stripWgsl('a; // /* no\nb; /* // no */ c;')).toBe('a;\nb;c;');
  });

  test('keeps spaces that operators need', () => {
    expect(stripWgsl('  let d = a - -b;\n\n  e = a * /* of */ *p;')).toBe('let d=a - -b;\ne=a * *p;');
  });

  test('keeps the line that names libraries', () => {
    expect(stripWgsl('// About it.\n// uses: color motion\n\nlet a = 1;')).toBe(
      '// uses: color motion\nlet a=1;',
    );
  });

  test.each([...listFiles('packages'), ...listFiles('examples')].filter((path) => path.endsWith('.wgsl')))(
    'leaves the tokens of %s as they are',
    (path) => {
      const source = readText(path);
      expect(tokens(stripWgsl(source))).toEqual(tokens(source));
      expect(stripWgsl(source).replace(/^\/\/ uses:.*$/gm, '')).not.toMatch(/\/\/|\/\*/);
    },
  );
});

/** Words, numbers and symbols, found without the code under test: comments are matched and dropped by the scanner. */
function tokens(source: string): string[] {
  const found = source.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\w.]+|[-+*/%&|^<>=!]+|[^\s\w]/g);
  return [...found].map(([token]) => token).filter((token) => !/^\/[/*]/.test(token));
}
