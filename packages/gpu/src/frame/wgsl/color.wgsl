// Working colour space: exposed, range-compressed by c / (1 + max(c)) so that one bright sample cannot outvote the rest
// (B. Karis, "High Quality Temporal Supersampling", 2014), then YCoCg, whose axes fit the local colour box tightly.

override hdr = true;   // false: the input is already in 0…1 and is not compressed

const largest = 2047.0 / 2048.0;   // largest value below one that rgba16float holds

fn compress(c: vec3f) -> vec3f {
  if (!hdr) { return c; }
  return c / (1.0 + max(c.r, max(c.g, c.b)));
}

fn expand(c: vec3f) -> vec3f {
  if (!hdr) { return c; }
  return c / (1.0 - min(max(c.r, max(c.g, c.b)), largest));
}

fn toYCoCg(c: vec3f) -> vec3f {
  return vec3f(dot(c, vec3f(0.25, 0.5, 0.25)), 0.5 * (c.r - c.b), dot(c, vec3f(-0.25, 0.5, -0.25)));
}

fn fromYCoCg(c: vec3f) -> vec3f {
  let t = c.x - c.z;
  return vec3f(t + c.y, c.x + c.z, t - c.y);
}

// The largest channel of a colour in YCoCg.
fn peakOf(c: vec3f) -> f32 { return c.x + max(c.z, abs(c.y) - c.z); }

// The same colour in working space, `factor` times as bright: what another exposure makes of it.
fn reexposed(c: vec3f, factor: f32) -> vec3f {
  if (!hdr) { return c; }
  return c * (factor / (1.0 + (factor - 1.0) * clamp(peakOf(c), 0.0, largest)));
}

// Compilers may assume that no NaN exists, so only the bits tell.
fn isFinite(v: f32) -> bool { return (bitcast<u32>(v) & 0x7f800000u) != 0x7f800000u; }

// Rounds to what rgba16float holds, up or down by chance. Hardware may truncate on a store, and a running mean repeats the
// same small loss every frame until it shows; and a mean that moves by less than half a step would stand still.
fn toHalves(v: vec4f, seed: vec3u) -> vec4f {
  var h = seed.x * 1664525u + seed.y * 22695477u + seed.z * 2891336453u;
  h = (h ^ (h >> 15u)) * 2246822519u;
  h = (h ^ (h >> 13u)) * 3266489917u;
  let noise = vec4u(h, h >> 5u, h >> 11u, h >> 17u) & vec4u(0x1fffu);
  return bitcast<vec4f>((bitcast<vec4u>(v) + noise) & vec4u(0xffffe000u));
}
