// uses: philox
// One step of a sampler: the denoised sample from what the network said, the next sample from both and noise, and the
// network's next input.

struct Parameters {
  // Factors of the sample and of the output in the denoised sample.
  denoised: vec2f,
  clip: f32,
  guidance: f32,
  // Factors of sample, output, denoised sample and the denoised one before.
  next: vec4f,
  noise: f32,
  inputScale: f32,
  count: u32,
  index: u32,
  seed: vec2u,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read> unconditional: array<f32>;
@group(0) @binding(3) var<storage, read_write> sample: array<f32>;
@group(0) @binding(4) var<storage, read_write> clean: array<f32>;
@group(0) @binding(5) var<storage, read_write> networkInput: array<f32>;

// What has no part in a sum may be anything, even no number.
fn part(factor: f32, value: f32) -> f32 { return select(factor * value, 0.0, factor == 0); }

// Cosine and sine of turns from 0 to 1. WGSL's own may be off by 2^-11, which a run would carry on; these are by 2^-22.
fn circle(turns: vec2f) -> array<vec2f, 2> {
  let quarter = round(4 * turns);
  let r = (4 * turns - quarter) * 1.570796327;
  let s = r * r;
  let sine = r * (1 + s * (-1.0 / 6 + s * (1.0 / 120 - s / 5040)));
  let cosine = 1 + s * (-0.5 + s * (1.0 / 24 + s * (-1.0 / 720 + s / 40320)));
  let swapped = vec2u(quarter) % 2 == vec2u(1);
  let back = vec2u(quarter) % 4 / 2 == vec2u(1);
  let x = select(cosine, -sine, swapped);
  let y = select(sine, cosine, swapped);
  return array(select(x, -x, back), select(y, -y, back));
}

// Standard normal numbers by Box and Muller, four for each counter.
fn normal(block: u32) -> vec4f {
  let uniforms = openUniform(philox(vec4u(block, parameters.index, 0, 0), parameters.seed));
  let radius = sqrt(-2 * log(uniforms.xz));
  let points = circle(uniforms.yw);
  return vec4f(radius * points[0], radius * points[1]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let block = id.x + id.y * groups.x * 64;
  if (block * 4 >= parameters.count) { return; }
  var drawn = vec4f();
  if (parameters.noise != 0) { drawn = normal(block); }
  for (var i = 0u; i < 4 && block * 4 + i < parameters.count; i++) {
    let at = block * 4 + i;
    let x = sample[at];
    let free = unconditional[at];
    let o = select(free + parameters.guidance * (output[at] - free), output[at], parameters.guidance == 1);
    let raw = part(parameters.denoised.x, x) + part(parameters.denoised.y, o);
    let d = clamp(raw, -parameters.clip, parameters.clip);
    let f = parameters.next;
    let moved = part(f.x, x) + part(f.y, o) + part(f.z, d) + part(f.w, clean[at])
      + parameters.noise * drawn[i];
    clean[at] = d;
    sample[at] = moved;
    networkInput[at] = parameters.inputScale * moved;
  }
}
