// A counter-based generator: a number follows from seed, step, mover and choice alone. PCG3D of Jarzynski and Olano,
// "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
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
// Above 0, below 1.
fn random(seed: u32, step: u32, index: u32) -> f32 {
  return (f32(hash(vec3u(seed, step, index)).x >> 8u) + 0.5) / 16777216.0;
}
