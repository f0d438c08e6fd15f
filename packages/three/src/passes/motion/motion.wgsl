// Finishes motion for the upscaler: gives motion to what no geometry covered, drops what is not finite, and unpacks the
// mask of what is reactive, or of added light. Once per render pixel.

override additive = false;       // the mask is of added light instead of what is reactive
override blended: bool = true;   // motion was blended with coverage in w and reactivity in z (our scene pass)

struct Frame {
  clipToPrevious: mat4x4f,   // clip space at the far plane → clip space of the last frame, by camera rotation only
  size: vec2f,               // render pixels
  farDepth: f32,             // 1, or 0 with reversed depth
  maxReactive: f32,          // FSR's advice: 0.9, so that some history always stays
  viewport: vec2f,           // the part of the target that the scene is drawn to
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var depth: texture_depth_2d;
@group(0) @binding(3) var motion: texture_storage_2d<rgba16float, write>;
@group(0) @binding(4) var mask: texture_storage_2d<rgba8unorm, write>;

// Comparisons with NaN are false; some compilers fold x != x, none folds this.
fn finiteOrZero(value: vec4f) -> vec4f {
  return select(vec4f(), value, abs(value) < vec4f(65504.0));
}

fn backgroundMotion(at: vec2f) -> vec2f {
  let here = (at + 0.5) / frame.size * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0);
  let before = frame.clipToPrevious * vec4f(here, frame.farDepth, 1.0);
  if (before.w <= 1e-6) { return vec2f(); }
  return here - before.xy / before.w;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(vec2f(id.xy) >= frame.size)) { return; }
  let at = vec2i(id.xy);
  let sample = finiteOrZero(textureLoad(source, at, 0));
  let distance = textureLoad(depth, at, 0);
  var coverage = 1.0;
  if (blended) {
    coverage = clamp(sample.w, 0.0, 1.0);
  } else if (distance == frame.farDepth) {
    coverage = 0.0;
  }
  var moved = sample.xy * frame.viewport;
  if (blended) {
    moved += (1.0 - coverage) * backgroundMotion(vec2f(id.xy));
  } else if (coverage == 0.0) {
    moved = backgroundMotion(vec2f(id.xy));
  }
  textureStore(motion, at, vec4f(moved, 0.0, 0.0));
  var marked = 0.0;
  if (blended) {
    // Added light alone covers a pixel more than once, see SceneMotionNode.
    marked = select(clamp(sample.z, 0.0, frame.maxReactive), clamp(sample.w - 1.0, 0.0, 1.0), additive);
  }
  textureStore(mask, at, vec4f(marked));
}
