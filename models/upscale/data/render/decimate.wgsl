// Reads one tile of the high-resolution frame and keeps from it what a training sequence needs: the reference (entry point
// `reference`, a box over factor × factor texels) and the input at one ratio (entry point `input`, the texel nearest to the
// jittered centre of each render pixel). Both come from the same samples, so they agree.

struct Frame {
  clipToPrevious: mat4x4f,   // clip space at the far plane → clip space of the last frame, by camera rotation only
  fullSize: vec2u,           // the whole high-resolution frame
  tileOrigin: vec2u,         // where this tile's texel (0, 0) lies in it
  tileSize: vec2u,
  outputSize: vec2u,         // display pixels (reference) or render pixels (input)
  step: u32,                 // high-resolution texels per output pixel and axis
  offsetX: u32,              // of the kept texel within its render pixel
  offsetY: u32,
  near: f32,
  far: f32,
  gain: f32,                 // exposure of the whole sequence
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var color: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<f32>;
@group(0) @binding(3) var depth: texture_depth_2d;
@group(0) @binding(4) var<storage, read_write> result: array<u32>;

// The upscaler never sees more reactivity than the three.js layer hands it (FSR's advice).
const maxReactive = 0.9;

fn cleanColor(raw: vec3f) -> vec3f {
  // NaN compares false with everything.
  return min(select(vec3f(), min(raw, vec3f(65504.0)), raw >= vec3f()) * frame.gain, vec3f(65504.0));
}

// EXT_texture_shared_exponent: 9 bits a channel over one exponent of 5 bits, bias 15.
fn encodeRgb9e5(value: vec3f) -> u32 {
  let c = min(value, vec3f(65408.0));
  var exponent = max(frexp(max(max(c.r, c.g), c.b)).exp, -15) + 15;
  var scale = bitcast<f32>(u32(24 - exponent + 127) << 23u);
  if (max(max(c.r, c.g), c.b) * scale + 0.5 >= 512.0) {
    exponent += 1;
    scale *= 0.5;
  }
  let m = vec3u(c * scale + 0.5);
  return m.r | (m.g << 9u) | (m.b << 18u) | (u32(exponent) << 27u);
}

fn tone(c: vec3f) -> vec3f {
  return c / (1.0 + max(c.r, max(c.g, c.b)));
}

@compute @workgroup_size(8, 8)
fn reference(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= frame.outputSize)) { return; }
  let first = id.xy * frame.step;
  if (any(first < frame.tileOrigin) || any(first >= frame.tileOrigin + frame.tileSize)) { return; }
  var sum = vec3f();
  for (var y = 0u; y < frame.step; y++) {
    for (var x = 0u; x < frame.step; x++) {
      sum += tone(cleanColor(textureLoad(color, first - frame.tileOrigin + vec2u(x, y), 0).rgb));
    }
  }
  let mean = sum / f32(frame.step * frame.step);
  let peak = max(mean.r, max(mean.g, mean.b));
  result[id.y * frame.outputSize.x + id.x] = encodeRgb9e5(mean / max(1.0 - peak, 1e-4));
}

fn backgroundMotion(at: vec2f) -> vec2f {
  let here = at / vec2f(frame.fullSize) * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0);
  let before = frame.clipToPrevious * vec4f(here, 1.0, 1.0);
  if (before.w <= 1e-6) { return vec2f(); }
  return here - before.xy / before.w;
}

// Distance on a logarithmic scale: 0 at near, 65534 at far; 65535 where nothing wrote depth.
fn encodeDepth(d: f32) -> u32 {
  if (d >= 1.0) { return 65535u; }
  let distance = frame.near * frame.far / (frame.far - d * (frame.far - frame.near));
  let level = log2(distance / frame.near) / log2(frame.far / frame.near);
  return u32(clamp(level, 0.0, 1.0) * 65534.0 + 0.5);
}

@compute @workgroup_size(8, 8)
fn input(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= frame.outputSize)) { return; }
  let texel = id.xy * frame.step + vec2u(frame.offsetX, frame.offsetY);
  if (any(texel < frame.tileOrigin) || any(texel >= frame.tileOrigin + frame.tileSize)) { return; }
  let at = texel - frame.tileOrigin;
  let raw = textureLoad(motion, at, 0);
  let moved = select(vec4f(), raw, abs(raw) < vec4f(65504.0));
  let open = 1.0 - clamp(moved.w, 0.0, 1.0);
  let ndc = moved.xy + open * backgroundMotion(vec2f(texel) + 0.5);
  let reactive = clamp(moved.z, 0.0, maxReactive);
  let pixels = frame.outputSize.x * frame.outputSize.y;
  let index = id.y * frame.outputSize.x + id.x;
  result[index] = encodeRgb9e5(cleanColor(textureLoad(color, at, 0).rgb));
  result[pixels + index] = pack2x16float(ndc * vec2f(-0.5, 0.5));
  result[2u * pixels + index] = encodeDepth(textureLoad(depth, at, 0)) | (u32(reactive * 255.0 + 0.5) << 16u);
}
