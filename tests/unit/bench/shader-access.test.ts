import { expect, test } from 'vitest';
import { readAccess } from '../../bench/shader-access.ts';

const reads = { reads: true, writes: false };
const writes = { reads: false, writes: true };
const both = { reads: true, writes: true };

test('reads the access of every binding off its declaration', () => {
  const access = readAccess(`
    alias Storage = texture_storage_2d<rgba8unorm, write>;
    @group(0) @binding(0) var<uniform> params: Params;
    @group(0) @binding(1) var color: texture_2d<f32>;
    @group(0) @binding(2) var depth: texture_depth_2d;
    @group(0) @binding(3) var linear: sampler;
    @group(0) @binding(4) var<storage, read> source: array<u32>;
    @group(0) @binding(5) var<storage, read_write> target_: array<atomic<u32>>;
    @group(0) @binding(6) var output: texture_storage_2d<rgba16float, write>;
    @group(0) @binding(7) var state: Storage;
    @group(0) @binding(8) var accumulated: texture_storage_2d<r32float, read_write>;
    // As three.js writes them:
    @binding( 2 ) @group( 1 )
    var nodeUniform0 : texture_2d<f32>;
    @binding( 1 ) @group( 1 ) var nodeUniform0_sampler : sampler;
    var<private> unbound: f32;`);
  expect(Object.fromEntries(access)).toEqual({
    '0,0': { name: 'params', ...reads },
    '0,1': { name: 'color', ...reads },
    '0,2': { name: 'depth', ...reads },
    '0,4': { name: 'source', ...reads },
    '0,5': { name: 'target_', ...both },
    '0,6': { name: 'output', ...writes },
    '0,7': { name: 'state', ...writes },
    '0,8': { name: 'accumulated', ...both },
    '1,2': { name: 'nodeUniform0', ...reads },
  });
});
