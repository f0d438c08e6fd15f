// uses: params color blocks along proposals
// Per pixel what the network for video may choose from, ten words, word by word: the analytic mean, the previous and the current
// picture along the four vectors of proposals.wgsl, and whether both ends of each vector are inside.
@group(0) @binding(9) var<storage, read_write> words: array<u32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.displaySize);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / params.displaySize;
  let m = matched(uv);
  let vectors = vectorsOf(uv, m);
  let index = id.y * size.x + id.x;
  let plane = size.x * size.y;
  words[index] = pack4x8unorm(meanAlong(uv, m));
  var inside = vec2u();
  for (var k = 0u; k < 4; k++) {
    let ends = endsOf(uv, vectors[k]);
    words[(1 + 2 * k) * plane + index] = pack4x8unorm(warped(before, ends.previous));
    words[(2 + 2 * k) * plane + index] = pack4x8unorm(warped(now, ends.current));
    inside |= select(vec2u(), vec2u(1u << k), vec2<bool>(isInside(ends.previous), isInside(ends.current)));
  }
  words[9 * plane + index] = inside.x | (inside.y << 8u);
}
