// uses: params coverage motion surface dilation
// Once per render pixel: colour into the working space, motion of the nearest surface of the 3×3 neighbourhood,
// that surface's nearness scattered to where it was in the last frame, and the luma difference to history.

@group(0) @binding(1) var color: texture_2d<f32>;
@group(0) @binding(2) var depth: texture_depth_2d;
@group(0) @binding(3) var motionVectors: texture_2d<f32>;
@group(0) @binding(4) var history: texture_2d<f32>;
@group(0) @binding(5) var linearSampler: sampler;
@group(0) @binding(6) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(7) var<storage, read_write> previousNearness: array<atomic<u32>>;
@group(0) @binding(8) var prepared: texture_storage_2d<rgba16float, write>;
@group(0) @binding(9) var motion: texture_storage_2d<r32uint, write>;
@group(0) @binding(10) var surface: texture_storage_2d<r32uint, write>;

const overflow = 65000.0;   // rgba16float's last values are what an overflow leaves behind

fn isValid(c: vec3f) -> bool {
  return isFinite(c.r) && isFinite(c.g) && isFinite(c.b) && max(abs(c.r), max(abs(c.g), abs(c.b))) < overflow;
}

// A broken sample takes the mean of its valid neighbours, so that it leaves no hole and never enters history.
fn repaired(at: vec2i, last: vec2i) -> vec3f {
  var sum = vec4f();
  for (var i = 0; i < 9; i++) {
    let c = textureLoad(color, clamp(at + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), last), 0).rgb;
    if (isValid(c)) { sum += vec4f(c, 1.0); }
  }
  return sum.rgb / max(sum.a, 1.0);
}

fn finiteOr(v: f32, otherwise: f32) -> f32 { return select(otherwise, v, isFinite(v)); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(params.renderSize);
  let at = vec2i(id.xy);
  if (any(at >= size)) { return; }
  let last = size - 1;

  let sample = textureLoad(color, at, 0);
  var rgb = sample.rgb;
  if (!isValid(rgb)) { rgb = repaired(at, last); }
  rgb = max(rgb, vec3f()) * (exposure[0] / params.preExposure);
  let alpha = clamp(finiteOr(sample.a, 1.0), 0.0, 1.0);
  let working = toYCoCg(compressCovered(rgb, alpha));
  textureStore(prepared, at, vec4f(working, alpha));

  let dilated = dilate(depth, at, last, params.nearness);
  let raw = textureLoad(motionVectors, dilated.at, 0).rg * params.motionScale;
  let toPrevious = vec2f(finiteOr(raw.x, 0.0), finiteOr(raw.y, 0.0));
  var along = true;
  if (any(dilated.at != at)) {
    let own = textureLoad(motionVectors, at, 0).rg * params.motionScale;
    along = length((own - toPrevious) * params.displaySize) < 0.1;
  }
  let uv = (vec2f(at) + 0.5) / params.renderSize;

  let previousAt = vec2i(floor((uv + toPrevious) * params.renderSize));
  if (all(previousAt >= vec2i(0)) && all(previousAt <= last)) {
    atomicMax(&previousNearness[u32(previousAt.y * size.x + previousAt.x)], bitcast<u32>(dilated.nearness));
  }

  var difference = 0.0;
  if (!has(flagReset)) {
    let was = uv + params.jitter / params.renderSize + toPrevious;
    let h = textureSampleLevel(history, linearSampler, was, 0.0);
    if (h.a > 0.0 && all(was >= vec2f()) && all(was <= vec2f(1.0))) {
      difference = working.x - reexposed(h.xyz, exposure[0] / exposure[2]).x;
    }
  }
  textureStore(motion, at, packMotion(toPrevious));
  textureStore(surface, at, packSeen(dilated.nearness, difference, along));
}
