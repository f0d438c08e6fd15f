// uses: sampling
// Penalties on the scores of tokens that came up recently, once for each of them.

@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(2) var<storage, read_write> scores: array<f32>;

fn recentId(back: u32) -> u32 {
  return ids[(parameters.position + parameters.ringSize - 1 - back) % parameters.ringSize];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= parameters.recent) { return; }
  let token = recentId(id.x);
  if (token >= parameters.tokens) { return; }
  var count = 0u;
  for (var i = 0u; i < parameters.recent; i++) {
    if (recentId(i) != token) { continue; }
    // Whoever finds the token further on leaves it to the one who found it first.
    if (i < id.x) { return; }
    count++;
  }
  var score = scores[token];
  score = select(score * parameters.repetition, score / parameters.repetition, score > 0.0);
  scores[token] = score - parameters.presence - parameters.frequency * f32(count);
}
