// uses: params color dilation project front
// Once per render pixel of a real frame: motion of the nearest surface of the 3×3 neighbourhood, its nearness, and whether it
// moves as the camera alone makes it move.

@group(0) @binding(1) var depth: texture_depth_2d;
@group(0) @binding(2) var motionVectors: texture_2d<f32>;
@group(0) @binding(3) var motion: texture_storage_2d<r32uint, write>;
@group(0) @binding(4) var surface: texture_storage_2d<r32uint, write>;

@group(0) @binding(5) var additive: texture_2d<f32>;   // 1×1 where there is none

override stillPixels = 0.3;   // render pixels by which motion may differ from the camera's
override lit = 0.1;           // additive light from which a texel is lit

fn finiteOr(v: f32, otherwise: f32) -> f32 { return select(otherwise, v, isFinite(v)); }

// Or a texel beside it: the edge of light covers pixels in part.
fn isLit(at: vec2i, last: vec2i) -> bool {
  if (all(textureDimensions(additive) == vec2u(1u))) { return false; }
  var most = 0.0;
  for (var i = 0; i < 9; i++) {
    most = max(most, textureLoad(additive, clamp(at + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), last), 0).r);
  }
  return most > lit;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let last = vec2i(params.renderSize) - 1;
  let at = vec2i(id.xy);
  if (any(at > last)) { return; }
  let front = dilate(depth, at, last, params.nearness);
  let raw = textureLoad(motionVectors, front.at, 0).rg * params.motionScale;
  var toPrevious = vec2f(finiteOr(raw.x, 0.0), finiteOr(raw.y, 0.0));
  var still = false;
  if (has(flagSingle)) {
    toPrevious = vec2f();   // it leads to a frame that is gone
  } else {
    let uv = (vec2f(front.at) + 0.5 + params.jitter) / params.renderSize;
    let seen = project(params.toPrevious, uv, depthOf(front.nearness, params.nearness), params.previousNearness);
    still = seen.valid && length((seen.uv - uv - toPrevious) * params.renderSize) < stillPixels;
  }
  let own = clamp(nearnessAt(depth, at, params.nearness), 0.0, 1.0);
  textureStore(motion, at, packMotion(toPrevious));
  textureStore(surface, at, packFront(front.nearness, own, still, isLit(at, last)));
}
