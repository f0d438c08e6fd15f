// uses: params blocks
// What the network for video chooses among beside the analytic mean: both pictures along four vectors.

const around = 24.0;   // pixels to the blocks among which the third vector is looked for

// The best vector, the heaviest of the others (the best one again where all agree), that of the blocks a little farther away which
// differs most from the best, and none.
fn vectorsOf(uv: vec2f, m: Matched) -> array<vec2f, 4> {
  let best = m.vectors[0];
  var second = best;
  var most = 0.0;
  for (var k = 1; k < m.count; k++) {
    if (m.weights[k] > most) { most = m.weights[k]; second = m.vectors[k]; }
  }
  let blocks = vec2i(textureDimensions(flow));
  var third = best;
  for (var i = 0; i < 9; i++) {
    let position = uv * params.displaySize + around * vec2f(vec2i(i % 3 - 1, i / 3 - 1));
    let block = clamp(vec2i(floor(position / 8.0)), vec2i(0), blocks - 1);
    let vector = textureLoad(flow, block, 0).xy * 2.0 / params.displaySize;
    if (pixels(vector - best) > pixels(third - best)) { third = vector; }
  }
  return array<vec2f, 4>(best, second, third, vec2f());
}
