// uses: trajectory
// The motion field at time t: of each texel the way to both real frames and the nearness there. A hole takes the farthest
// surface of those that the eight directions meet first: what is behind is what comes into view.

@group(0) @binding(5) var<storage, read> owners: array<u32>;
@group(0) @binding(6) var field: texture_storage_2d<rgba32uint, write>;

override reach = 16;   // texels that a hole is searched around

fn ownerAt(at: vec2i, size: vec2i) -> u32 {
  if (any(at < vec2i(0)) || any(at >= size)) { return 0u; }
  return owners[at.y * size.x + at.x];
}

fn trajectoryOf(owner: u32) -> Trajectory {
  let index = i32(owner & 0x7fffffffu) - 1;
  if ((owner >> 31u) == 1u) {
    let width = i32(params.previousRenderSize.x);
    return fromPrevious(vec2i(index % width, index / width));
  }
  let width = i32(params.renderSize.x);
  return fromCurrent(vec2i(index % width, index / width));
}

fn around(i: i32) -> vec2i { let k = i + select(0, 1, i > 3); return vec2i(k % 3 - 1, k / 3 - 1); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(params.renderSize);
  let at = vec2i(id.xy);
  if (any(at >= size)) { return; }
  let owner = ownerAt(at, size);
  var found = Trajectory();
  if (owner != 0u) {
    found = trajectoryOf(owner);
  } else {
    var farthest = 2.0;
    for (var i = 0; i < 8; i++) {
      for (var step = 1; step <= reach; step++) {
        let other = ownerAt(at + around(i) * step, size);
        if (other == 0u) { continue; }
        let path = trajectoryOf(other);
        if (path.currentNearness < farthest) { farthest = path.currentNearness; found = path; }
        break;
      }
    }
    if (farthest > 1.5) { found = Trajectory(vec2f(), vec2f(), vec2f(), 0.0, 0.0, true); }
  }
  let kind = select(select(1.0, 2.0, (owner >> 31u) == 1u), 0.0, owner == 0u);
  textureStore(field, at, vec4u(
    pack2x16float(found.previous - found.uv),
    pack2x16float(found.current - found.uv),
    pack2x16float(sqrt(vec2f(found.previousNearness, found.currentNearness))),
    pack2x16float(vec2f(kind, 0.0))));
}
