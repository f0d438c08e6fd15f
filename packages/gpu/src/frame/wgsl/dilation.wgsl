// The surface whose motion a pixel takes: the nearest of its 3×3 neighbourhood, so that the edge of a moving surface keeps its
// motion where the pixel itself saw the background (AMD FSR 2).

struct Dilated {
  at: vec2i,       // texel of that surface
  nearness: f32,   // 0…1
}

fn nearnessAt(depths: texture_depth_2d, at: vec2i, nearness: vec2f) -> f32 {
  return nearness.x + nearness.y * textureLoad(depths, at, 0);
}

// `nearness` is offset and slope of depth; `last` the last texel in use.
fn dilate(depths: texture_depth_2d, at: vec2i, last: vec2i, nearness: vec2f) -> Dilated {
  var nearest = -1.0;
  var nearestAt = at;
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let tap = clamp(at + vec2i(x, y), vec2i(0), last);
      let n = nearnessAt(depths, tap, nearness);
      if (n > nearest) { nearest = n; nearestAt = tap; }
    }
  }
  // A plane is linear in 1/distance: what goes on rising as it rose is the same surface, whose own motion is the better one.
  let own = nearnessAt(depths, at, nearness);
  let opposite = nearnessAt(depths, clamp(2 * at - nearestAt, vec2i(0), last), nearness);
  if (nearest - own <= 2.0 * max(own - opposite, 0.0) + 0.01 * own) { nearestAt = at; }
  return Dilated(nearestAt, clamp(nearest, 0.0, 1.0));
}
