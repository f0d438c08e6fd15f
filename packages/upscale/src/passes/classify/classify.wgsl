// uses: params color surface disocclusion
// Once per render pixel: how far may this frame trust history here?
//   r disocclusion · g reactive · b change of shading or content · a stability (thin features, flicker that is only aliasing)

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var previousSurface: texture_2d<u32>;
@group(0) @binding(4) var<storage, read> previousNearness: array<u32>;
@group(0) @binding(5) var shading: texture_2d<f32>;
@group(0) @binding(6) var linearSampler: sampler;
@group(0) @binding(7) var reactive: texture_2d<f32>;
@group(0) @binding(8) var opaque: texture_2d<f32>;
@group(0) @binding(9) var color: texture_2d<f32>;
@group(0) @binding(10) var lumaHistory: texture_2d<f32>;
@group(0) @binding(11) var lumaOut: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(12) var mask: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(13) var surface: texture_2d<u32>;

override meanLow = 0.1;     // coherent difference to history, in local standard deviations, that starts to count
override meanHigh = 1.5;
override spreadLow = 1.1;   // mean absolute difference, likewise
override spreadHigh = 2.1;
override newsLow = 0.5;     // distance from the last three lumas, in local standard deviations, that starts to be news at rest
override newsHigh = 3.8;
override approach = 0.1;     // share of nearness that a surface may lose from frame to frame by moving away
override strangeLow = 0.5;  // difference to history, in local standard deviations, that makes history likely to be of the surface in front
override strangeHigh = 1.5;
override similar = 1.06;    // luma ratio below which two neighbours belong to one surface (FSR 2)

// A surface is new where something nearer stood in its place in the last frame. x: something that this frame still shows,
// scattered to where it stood · y: something that the last frame saw there and that moved in its own way · z: or that moved
// with what was beside it.
fn disocclusion(nearness: f32, previousUv: vec2f, size: vec2i) -> vec3f {
  let limit = occlusionLimit(nearness, params.tolerance);
  let scattered = previousUv * params.renderSize - 0.5;
  let seen = previousUv * params.previousRenderSize - 0.5;
  var hidden = vec3f();
  for (var i = 0; i < 4; i++) {
    let o = footprintOffset(i);
    let here = vec2i(floor(scattered)) + o;
    if (all(here >= vec2i(0)) && all(here < size)) {
      let other = bitcast<f32>(previousNearness[u32(here.y * size.x + here.x)]);
      hidden.x += select(0.0, footprintWeight(scattered, o), other > limit);
    }
    let there = vec2i(floor(seen)) + o;
    if (all(there >= vec2i(0)) && all(there < vec2i(params.previousRenderSize))) {
      let other = textureLoad(previousSurface, there, 0);
      if (nearnessOf(other) > limit + nearness * approach) {
        hidden += footprintWeight(seen, o) * select(vec3f(0.0, 1.0, 0.0), vec3f(0.0, 0.0, 1.0), isAlong(other));
      }
    }
  }
  return vec3f(disoccluded(hidden.xy), disoccluded(hidden.zz).x);
}

// FSR 2's generator: what the transparent layer changed is reactive in proportion.
fn derivedReactive(at: vec2i) -> f32 {
  let composite = textureLoad(color, at, 0).rgb / params.preExposure;
  let without = textureLoad(opaque, at, 0).rgb / params.preExposure;
  let d = abs(compress(max(composite, vec3f())) - compress(max(without, vec3f())));
  let most = max(d.r, max(d.g, d.b));
  return select(0.0, clamp(most * 2.0, 0.0, 0.9), most > 0.02);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(params.renderSize);
  let at = vec2i(id.xy);
  if (any(at >= size)) { return; }
  let last = size - 1;
  let uv = (vec2f(at) + 0.5) / params.renderSize;
  let here = textureLoad(surface, at, 0);
  let moved = textureLoad(motion, at, 0);
  let toPrevious = motionOf(moved);
  let previousUv = uv + toPrevious;
  let still = stillness(length(toPrevious * params.displaySize));
  let y = textureLoad(prepared, at, 0).x;

  let block = textureSampleLevel(shading, linearSampler,
    clamp((vec2f(at) + 0.5) / 4.0, vec2f(0.5), ceil(params.renderSize / 4.0) - 0.5) / vec2f(textureDimensions(shading)), 0.0);

  // The 3×3 neighbourhood: luma moments, differences to history, and which neighbours are alike.
  var m1 = 0.0;
  var m2 = 0.0;
  var signed = 0.0;
  var spread = 0.0;
  var flash = 0.0;
  var alike = 0u;
  var above = -1e9;   // extremes of the neighbours that are not alike
  var below = 1e9;
  for (var i = 0; i < 9; i++) {
    let tap = clamp(at + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), last);
    let l = textureLoad(prepared, tap, 0).x;
    let d = l - (l - differenceOf(textureLoad(surface, tap, 0))) * block.g;
    m1 += l;
    // Of both what is seen and what history holds: a wire that every sample misses must not look like a change.
    m2 += l * l + (l - d) * (l - d);
    signed += d;
    spread += abs(d);
    let ratio = (max(l, y) + 0.01) / (min(l, y) + 0.01);
    if (ratio < similar) { alike |= 1u << u32(i); } else { above = max(above, l); below = min(below, l); }
    if (has(flagReactive)) { flash = max(flash, textureLoad(reactive, tap, 0).r); }
  }
  let mean = m1 / 9.0;
  let pastMean = (m1 - signed) / 9.0;
  let deviation = sqrt(max(m2 / 9.0 - mean * mean - pastMean * pastMean, 0.0)) + 0.01 + 0.01 * mean;
  if (has(flagOpaque)) { flash = max(flash, derivedReactive(at)); }

  let drift = smoothstep(meanLow, meanHigh, abs(signed / 9.0) / deviation);
  let scattered = smoothstep(spreadLow, spreadHigh, (spread / 9.0) / deviation);
  var change = max(mix(block.r, block.a, still), max(drift, scattered));

  // A ridge one sample wide, with no 2×2 block of likes around it, will vanish between samples: hold its history while it
  // is seen again and again.
  let blocks = array(0x1bu, 0x36u, 0xd8u, 0x1b0u);
  var thin = (y > above) || (y < below);
  for (var i = 0; i < 4; i++) { if ((alike & blocks[i]) == blocks[i]) { thin = false; } }

  // Luma that comes back to what it was two or three frames ago is aliasing under jitter, not a change.
  var unstable = 0.0;
  var passed = 0.0;   // reactivity in the last frame: history still holds what has passed
  var alone = 1.0;    // 0 where something passes over the surface
  var older = vec4f(y, y, y, 0.0);
  let inside = all(previousUv >= vec2f()) && all(previousUv <= vec2f(1.0));
  if (!has(flagReset) && inside) {
    let was = clamp(vec2i(previousUv * params.previousRenderSize), vec2i(0), vec2i(params.previousRenderSize) - 1);
    older = textureLoad(lumaHistory, was, 0);
    passed = max(2.0 * older.w - 1.0, 0.0);
    older.w = select(2.0 * older.w, 0.0, older.w > 0.5);
    let step = abs(y - older.x);
    let back = min(abs(y - older.y), abs(y - older.z));
    let flicker = select(0.0, clamp(1.0 - back / (step + 1e-4), 0.0, 1.0), step > 0.02);
    // What passes over a surface is no aliasing of it.
    alone -= min(4.0 * max(flash, passed), 1.0);
    unstable = max(flicker, older.w * 0.85) * alone;

    // At rest every frame samples other places of one picture. What lies among the last lumas, as history does, is no news.
    let low = min(older.x, min(older.y, older.z));
    let high = max(older.x, max(older.y, older.z));
    let h = y - differenceOf(here);
    let news = max(max(y - high, low - y), max(h - max(high, y), min(low, y) - h));
    change *= mix(1.0, smoothstep(newsLow, newsHigh, news / deviation) * (1.0 - unstable), still);
  }
  // Instability in the lower half of the range, reactivity, under which there is none, in the upper half.
  textureStore(lumaOut, at, vec4f(y, older.x, older.y, 0.5 * select(unstable, 1.0 + flash, flash > 0.01)));

  var hidden = 1.0;
  if (!has(flagReset) && inside) {
    let h = disocclusion(nearnessOf(here), previousUv, size);
    // What the last frame saw may have left, or may be too thin to be seen in every frame: then it flickers.
    let stray = abs(differenceOf(here)) / deviation;
    let strange = smoothstep(strangeLow, strangeHigh, stray);
    // And what moves along may be gone from this frame's samples alone: where this pixel sees what it saw, or nothing moves,
    // nothing has left.
    let left = smoothstep(strangeLow, strangeHigh, min(stray, abs(y - older.x) / deviation));
    hidden = max(h.x, max(h.y * strange, h.z * left * (1.0 - still * alone)) * (1.0 - unstable));
    // The depth of what samples miss is not known.
    if (isThinAt(moved)) { hidden = 0.0; }
  }
  let stable = max(select(0.0, 1.0, thin), unstable) * (1.0 - hidden);
  textureStore(mask, at, vec4f(hidden, max(flash, passed), change, stable));
}
