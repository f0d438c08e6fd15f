// Adds one jittered sample image to the running sum, in the space c / (1 + max(r, g, b)) where a firefly weighs no more
// than a white wall. `resolve` inverts the mean.
@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> total: array<vec4f>;
@group(0) @binding(2) var output: texture_storage_2d<rgba16float, write>;

override sampleCount: f32 = 32;

fn peak(color: vec3f) -> f32 {
  return max(max(color.r, color.g), max(color.b, 0.0));
}

@compute @workgroup_size(8, 8)
fn add(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(image);
  if (any(id.xy >= size)) { return; }
  let color = max(textureLoad(image, id.xy, 0).rgb, vec3f(0));
  total[id.y * size.x + id.x] += vec4f(color / (1.0 + peak(color)), 0);
}

@compute @workgroup_size(8, 8)
fn resolve(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(output);
  if (any(id.xy >= size)) { return; }
  let mean = total[id.y * size.x + id.x].rgb / sampleCount;
  textureStore(output, id.xy, vec4f(mean / max(1.0 - peak(mean), 1e-4), 1));
}
