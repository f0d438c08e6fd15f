// uses: trajectory
// Every surface of both real frames goes to where it is at time t, and the nearest one keeps the texel. Two dispatches: `claim`
// finds the highest key of each texel, `own` writes who has it. A surface covers four texels; the one in which its centre
// lies counts before the rest of any other, so that it closes its own cracks and hides nothing beside it (AMD FSR 3).

@group(0) @binding(5) var<storage, read_write> keys: array<atomic<u32>>;
@group(0) @binding(6) var<storage, read_write> owners: array<atomic<u32>>;

const fromPreviousBit = 0x80000000u;

fn visit(id: vec3u, owning: bool) {
  let previous = id.z == 1u;
  let size = vec2i(select(params.renderSize, params.previousRenderSize, previous));
  let at = vec2i(id.xy);
  if (any(at >= size) || (previous && has(flagSingle))) { return; }
  var path: Trajectory;
  if (previous) { path = fromPrevious(at); } else { path = fromCurrent(at); }
  if (!path.used) { return; }

  let field = vec2i(params.renderSize);
  let position = path.uv * params.renderSize - 0.5;
  if (!all(position > vec2f(-1.0)) || !all(position < params.renderSize)) { return; }
  let nearness = bitcast<u32>(select(path.currentNearness, path.previousNearness, previous)) >> 1u;
  let centre = vec2i(floor(position + 0.5));
  let corner = vec2i(floor(position));
  for (var i = 0; i < 4; i++) {
    let texel = corner + vec2i(i & 1, i >> 1u);
    if (any(texel < vec2i(0)) || any(texel >= field)) { continue; }
    let key = nearness | select(0u, fromPreviousBit, all(texel == centre));
    let index = texel.y * field.x + texel.x;
    if (!owning) {
      atomicMax(&keys[index], key);
    } else if (atomicLoad(&keys[index]) == key) {
      atomicMax(&owners[index], u32(at.y * size.x + at.x + 1) | select(0u, fromPreviousBit, previous));
    }
  }
}

@compute @workgroup_size(8, 8)
fn claim(@builtin(global_invocation_id) id: vec3u) { visit(id, false); }

@compute @workgroup_size(8, 8)
fn own(@builtin(global_invocation_id) id: vec3u) { visit(id, true); }
