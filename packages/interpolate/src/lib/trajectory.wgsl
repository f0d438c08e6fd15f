// uses: params project disocclusion front
// How a surface that one of the two real frames shows moves: where it is at time t, and where it is in both frames.
@group(0) @binding(1) var surface: texture_2d<u32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var previousSurface: texture_2d<u32>;
@group(0) @binding(4) var previousMotion: texture_2d<u32>;

struct Trajectory {
  uv: vec2f,                // at time t
  previous: vec2f,          // uv in the previous frame
  current: vec2f,           // uv in the current frame
  previousNearness: f32,
  currentNearness: f32,
  used: bool,               // there is something to draw
}

// Position at t between the two frames: straight, or as the camera at t sees what stands still.
fn between(previous: vec2f, current: vec2f, nearness: f32) -> vec2f {
  if (has(flagCamera)) {
    let depth = depthOf(nearness, params.nearness);
    let aimed = project(params.toTarget, current, depth, params.nearness);
    let behind = project(params.toPrevious, current, depth, params.previousNearness);
    // What the surface moves by itself goes on at the same rate.
    if (aimed.valid && behind.valid) { return aimed.uv + (previous - behind.uv) * (1.0 - params.t); }
  }
  return mix(previous, current, params.t);
}

fn fromCurrent(at: vec2i) -> Trajectory {
  let texel = textureLoad(surface, at, 0);
  let nearness = nearnessOf(texel);
  let uv = (vec2f(at) + 0.5 + params.jitter) / params.renderSize;
  let previous = uv + motionOf(textureLoad(motion, at, 0));
  // The camera's part of the change of nearness; of a surface's own nothing is known.
  let seen = project(params.toPrevious, uv, depthOf(nearness, params.nearness), params.previousNearness);
  let then = select(nearness, seen.nearness, seen.valid);
  return Trajectory(between(previous, uv, nearness), previous, uv, then, nearness, true);
}

// What the previous frame shows and the current one hides or has left; what moves by itself keeps its velocity.
fn fromPrevious(at: vec2i) -> Trajectory {
  let texel = textureLoad(previousSurface, at, 0);
  let nearness = nearnessOf(texel);
  let uv = (vec2f(at) + 0.5 + params.previousJitter) / params.previousRenderSize;
  let seen = project(params.toCurrent, uv, depthOf(nearness, params.previousNearness), params.nearness);
  let still = isStill(texel);
  let current = select(uv - motionOf(textureLoad(previousMotion, at, 0)), seen.uv, still);
  let now = select(nearness, seen.nearness, seen.valid);
  var used = seen.valid || !still;
  let inside = all(current >= vec2f()) && all(current < vec2f(1.0));
  if (inside) {
    let there = nearnessOf(textureLoad(surface, vec2i(current * params.renderSize), 0));
    used = used && there > occlusionLimit(now, params.tolerance);
  }
  return Trajectory(between(uv, current, now), uv, current, nearness, now, used);
}
