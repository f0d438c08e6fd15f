import { describe, expect, test } from 'vitest';
import { linkShader } from '@frameloom/gpu';
import { readWorkgroupSize, reflectBindings } from '../../../packages/gpu/src/shader/reflect.ts';

const libraries = {
  params: 'enable f16;\n@group(0) @binding(0) var<uniform> params: vec4f;',
  color: '// uses: params\nfn tint(c: vec4f) -> vec4f { return c * params; }',
  unused: 'fn never() {}',
  left: '// uses: right',
  right: '// uses: left',
};

describe('linkShader', () => {
  const code = '// A pass.\n// uses: color params\n\nfn main() { tint(vec4f()); }';
  const linked = linkShader({ label: 'test/paint', code, libraries, prelude: 'alias A = f32;' });

  test('joins each library once, before its users, with directives on top', () => {
    expect(linked.code.split('\n').filter((line) => line && !line.startsWith('//'))).toEqual([
      'enable f16;',
      'alias A = f32;',
      '@group(0) @binding(0) var<uniform> params: vec4f;',
      'fn tint(c: vec4f) -> vec4f { return c * params; }',
      'fn main() { tint(vec4f()); }',
    ]);
  });

  test('knows the file and line of every line', () => {
    const lines = linked.code.split('\n');
    const placeOf = (text: string) => linked.locate(lines.findIndex((line) => line.includes(text)) + 1);
    expect(placeOf('enable')).toMatchObject({ file: 'params.wgsl', line: 1 });
    expect(placeOf('var<uniform>')).toMatchObject({ file: 'params.wgsl', line: 2 });
    expect(placeOf('alias')).toMatchObject({ file: 'prelude', line: 1 });
    expect(placeOf('fn tint')).toMatchObject({ file: 'color.wgsl', line: 2 });
    expect(placeOf('fn main')).toMatchObject({ file: 'paint.wgsl', line: 4 });
    expect(linked.locate(lines.length + 1)).toBeUndefined();
  });

  test('refuses an unknown library and a circle', () => {
    const link = (uses: string) => () =>
      linkShader({ label: 'test/paint', code: `// uses: ${uses}`, libraries });
    expect(link('colour')).toThrow(/paint.wgsl uses "colour". Known libraries: fullscreen, params, color/);
    expect(link('left')).toThrow(/left → right → left/);
    expect(link('constructor')).toThrow(/"constructor"/);
  });

  test('takes a line in the code as code', () => {
    expect(linkShader({ label: 'a', code: 'fn main() {}\n// uses: nothing', libraries }).code).toContain(
      'main',
    );
  });
});

describe('reflection', () => {
  const code = `
    @group(0) @binding(0) var<uniform> params: vec4f;
    @binding(1) @group(0) var input: texture_2d<f32>;
    @group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
    @group(0) @binding(3) var shadowed: sampler;
    // @group(0) @binding(4) var commented: sampler;
    override side = 4u;
    fn helper() -> vec4f { return params; }
    fn other() { let x = input; }
    @compute @workgroup_size(side, 2) fn main(@builtin(global_invocation_id) id: vec3u) {
      let shadowed = helper();
      output[id.x] = shadowed.input;
    }
    @compute @workgroup_size(64) fn second() { other(); }`;

  test('finds bindings, and which of them an entry point reaches', () => {
    const { declared, reached } = reflectBindings(code, ['main']);
    expect([...declared]).toEqual([
      ['params', 0],
      ['input', 1],
      ['output', 2],
      ['shadowed', 3],
    ]);
    expect([...reached.keys()]).toEqual(['params', 'output']);
    expect([...reflectBindings(code, ['second']).reached.keys()]).toEqual(['input']);
  });

  test('reads workgroup sizes from numbers, constants and overrides', () => {
    expect(readWorkgroupSize(code, 'main')).toEqual([4, 2, 1]);
    expect(readWorkgroupSize(code, 'main', { side: 8 })).toEqual([8, 2, 1]);
    expect(readWorkgroupSize(code, 'second')).toEqual([64, 1, 1]);
    expect(
      readWorkgroupSize('override n: u32; @compute @workgroup_size(n) fn main() {}', 'main'),
    ).toBeUndefined();
    expect(readWorkgroupSize(code, 'missing')).toBeUndefined();
  });
});
