// The random numbers of a level: PCG3D, a counter-based generator (a hash without state) of Jarzynski and Olano, "Hash
// Functions for GPU Rendering", JCGT 9(3), 2020. The counter is (seed, step, 4096 · mover + choice), so the same seed and
// actions give the same game on every device whose arithmetic agrees. Recordings depend on it: it must not change.
fn hash(value: vec3u) -> vec3u {
  var v = value * 1664525u + 1013904223u;
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v ^= v >> vec3u(16u);
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  return v;
}
// Uniform in (0, 1): the upper 24 bits, at the middle of their interval.
fn random(seed: u32, step: u32, index: u32) -> f32 {
  return (f32(hash(vec3u(seed, step, index)).x >> 8u) + 0.5) / 16777216.0;
}
