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

  test('gives what a function declares short names, and nothing else', () => {
    expect(
      stripWgsl('fn mix2(left: f32, x: f32) -> f32 {\n  let sum = left + x;\n  return sum * s.left;\n}'),
    ).toBe('fn mix2(a:f32,x:f32)->f32{\nlet b=a+x;\nreturn b*s.left;\n}');
    expect(stripWgsl('fn f(@builtin(global_invocation_id) id: vec3u) { let narrow = narrow * a; }')).toBe(
      'fn f(@builtin(global_invocation_id)b:vec3u){let narrow=narrow*a;}',
    );
  });

  test('leaves a local its name that a module-scope name has too', () => {
    const source =
      'const gain = 2.5;\nfn f(x: f32) -> f32 { if (x > 1) { let gain = x; g(gain); } return gain; }';
    expect(stripWgsl(source)).toContain('let gain=x;g(gain);}return gain;');
  });

  test('shortens numbers', () => {
    expect(stripWgsl('x = vec3f(0.5, 1.0, 10.0) - 1.0e-3 * v.x0;')).toBe('x=vec3f(.5,1.,10.)-1.0e-3*v.x0;');
  });

  test.each([...listFiles('packages'), ...listFiles('examples')].filter((path) => path.endsWith('.wgsl')))(
    'leaves the tokens of %s as they are, names of locals aside',
    (path) => {
      const source = readText(path);
      const [before, after] = [tokens(source), tokens(stripWgsl(source))];
      expect(after).toHaveLength(before.length);
      const isLocal = (i: number): boolean =>
        /^[A-Za-z_]\w*$/.test(before[i]!) && /^[A-Za-z]$/.test(after[i]!);
      expect(before.filter((token, i) => token !== after[i] && !isLocal(i))).toEqual([]);
      expect(stripWgsl(source).replace(/^\/\/ uses:.*$/gm, '')).not.toMatch(/\/\/|\/\*/);
    },
  );
});

/** Words, numbers and symbols, found without the code under test: comments are matched and dropped by the scanner. */
function tokens(source: string): string[] {
  const found = source.matchAll(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_]\w*|(?:\d+\.?\d*|\.\d+)\w*|[-+*/%&|^<>=!]+|[^\s\w]/g,
  );
  return [...found]
    .map(([token]) => (/^[.\d]+$/.test(token) && token !== '.' ? String(Number(token)) : token))
    .filter((token) => !/^\/[/*]/.test(token));
}
