// uses: params coverage motion surface dilation
// Once per render pixel: colour into the working space, motion of the nearest surface of the 3×3 neighbourhood,
// that surface's nearness scattered to where it was in the last frame, and the luma difference to history. Where a thin thing
// moves before what is at rest or black, its motion is kept for the frames that miss it.

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
@group(0) @binding(11) var<storage, read> previousTraces: array<u32>;
@group(0) @binding(12) var<storage, read_write> traces: array<atomic<u32>>;

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

fn isAtRest(motionVector: vec2f) -> bool { return stillness(length(motionVector * params.displaySize)) > 0.5; }

fn isBlack(at: vec2i) -> bool { return all(textureLoad(color, at, 0).rgb <= vec3f()); }

const outshines = 4.0; // times the luma of what is behind

fn lumaAt(at: vec2i) -> f32 { return dot(textureLoad(color, at, 0).rgb, vec3f(0.25, 0.5, 0.25)); }

// Whether what is at `at` is nearer than what lies on both sides of it, which is darker, and at rest or black. Of a background that
// moves too and has something to show, history would be wrong: 1.2 dB less for lamps at night where dark was enough; and where limbs
// are a pixel wide, things that do not outshine what they stand on cost walkers 0.2 dB.
fn isThinThing(at: vec2i, last: vec2i) -> bool {
  let own = nearnessAt(depth, at, params.nearness) * 0.97;
  let dark = lumaAt(at) / outshines;
  var behind = vec2i();
  for (var i = 0; i < 4; i++) {
    let beside = clamp(at + select(vec2i(i - 1, 0), vec2i(0, i - 2), (i & 1) == 1), vec2i(0), last);
    if (nearnessAt(depth, beside, params.nearness) < own && lumaAt(beside) < dark
      && (isAtRest(textureLoad(motionVectors, beside, 0).rg * params.motionScale) || isBlack(beside))) {
      behind[i & 1]++;
    }
  }
  return any(behind == vec2i(2));
}

// A record of `traces`, for a cell of 4×4 pixels: frames left (3 bits) · nearness, a power of four (3) · motion in 1/16 of a pixel
// (8, 8) · place in quarters of a pixel, from two pixels before the cell (5, 5). Of several in a cell the one seen last stays.

// Tells the next frame where a thin thing will be: it was at `place` and moved by `moved` towards the last frame, render pixels.
fn trace(left: u32, nearness: f32, moved: vec2f, place: vec2f) {
  if (any(abs(moved) > vec2f(7.9))) { return; }
  let next = place - moved;
  let m = vec2u(round(moved * 16.0 + 128.0));
  let head = ((left * 8u + u32(clamp(ceil(-0.5 * log2(nearness) - 0.01), 0.0, 7.0))) << 26u) | (m.x << 18u) | (m.y << 10u);
  let cells = traceCells();
  for (var i = 0; i < 4; i++) {
    let cell = vec2i(floor(next / 4.0 - 0.5)) + vec2i(i & 1, i >> 1u);
    if (all(cell >= vec2i(0)) && all(cell < cells)) {
      let p = vec2u((next - vec2f(cell * 4) + 2.0) * 4.0) & vec2u(31u);
      atomicMax(&traces[u32(cell.y * cells.x + cell.x)], head | (p.x << 5u) | p.y);
    }
  }
}

// Luma of history at a position, as exposed now.
fn pastLuma(position: vec2f) -> f32 {
  let past = textureSampleLevel(history, linearSampler, (position + params.jitter) / params.renderSize, 0.0);
  return reexposed(past.xyz, exposure[0] / exposure[2]).x;
}

fn traceCells() -> vec2i { return (vec2i(params.renderSize) + 3) / 4; }

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
  var toPrevious = vec2f(finiteOr(raw.x, 0.0), finiteOr(raw.y, 0.0));
  var nearness = dilated.nearness;
  let moves = !isAtRest(toPrevious);
  var isThin = moves && all(dilated.at == at) && isThinThing(at, last);
  if (isThin) { trace(7u, nearness, toPrevious * params.renderSize, vec2f(at) + 0.5 + params.jitter); }
  if (!has(flagReset) && all(params.renderSize == params.previousRenderSize)) {
    // Something thin that this frame's samples missed goes on as the last frame knew it: before what is at rest, or with it.
    let cell = at / 4;
    let r = previousTraces[u32(cell.y * traceCells().x + cell.x)];
    let was = exp2(-2.0 * f32((r >> 26u) & 7u));
    let moved = vec2f(vec2u(r >> 18u, r >> 10u) & vec2u(255u)) / 16.0 - 8.0;
    if (r != 0u && nearness < 4.0 * was && (!moves || length(moved - toPrevious * params.renderSize) < 0.25)) {
      let there = vec2f(cell * 4) + (vec2f(vec2u(r >> 5u, r) & vec2u(31u)) + 0.5) / 4.0 - 2.0;
      if (all(at == vec2i(floor(there))) && r >> 29u > 1u) { trace((r >> 29u) - 1u, was, moved, there); }
      let here = vec2f(at) + 0.5;
      // History has it, where it has gone on to or where it was; this frame's sample does not.
      if (moves) {
        isThin = true;
      } else if (max(pastLuma(here), pastLuma(here + moved)) > outshines * working.x) {
        isThin = true;
        toPrevious = moved / params.renderSize;
        nearness = max(nearness, was);
      }
    }
  }
  var along = true;
  if (any(dilated.at != at)) {
    let own = textureLoad(motionVectors, at, 0).rg * params.motionScale;
    along = length((own - toPrevious) * params.displaySize) < 0.1;
  }
  let uv = (vec2f(at) + 0.5) / params.renderSize;

  let previousAt = vec2i(floor((uv + toPrevious) * params.renderSize));
  if (all(previousAt >= vec2i(0)) && all(previousAt <= last)) {
    atomicMax(&previousNearness[u32(previousAt.y * size.x + previousAt.x)], bitcast<u32>(nearness));
  }

  var difference = 0.0;
  if (!has(flagReset)) {
    let was = uv + params.jitter / params.renderSize + toPrevious;
    let h = textureSampleLevel(history, linearSampler, was, 0.0);
    if (h.a > 0.0 && all(was >= vec2f()) && all(was <= vec2f(1.0))) {
      difference = working.x - reexposed(h.xyz, exposure[0] / exposure[2]).x;
    }
  }
  textureStore(motion, at, packMoved(toPrevious, isThin));
  textureStore(surface, at, packSeen(dilated.nearness, difference, along));
}
