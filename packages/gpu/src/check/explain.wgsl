// Which motion explains what the picture did: fields 7 to 24 of a frame's slot, read by judge-motion.ts. The shader brings
// `previousLuma(position)` and `add(field, value)`.

// `y` is the luma of a sample, `moved` its motion in pixels, to the previous frame.
fn explain(y: f32, position: vec2f, moved: vec2f) {
  let fixed = 1024.0;
  let still = abs(y - previousLuma(position));
  if (dot(moved, moved) > 2.25) {   // more than jitter alone can look like
    // Explanations of a moving sample: as given, reversed, half, double, either axis reversed, not at all.
    add(7u, 1.0);
    add(8u, abs(y - previousLuma(position + moved)) * fixed);
    add(9u, abs(y - previousLuma(position - moved)) * fixed);
    add(10u, abs(y - previousLuma(position + moved * 0.5)) * fixed);
    add(11u, abs(y - previousLuma(position + moved * 2.0)) * fixed);
    add(12u, abs(y - previousLuma(position + moved * vec2f(-1.0, 1.0))) * fixed);
    add(13u, abs(y - previousLuma(position + moved * vec2f(1.0, -1.0))) * fixed);
    add(14u, still * fixed);
  } else if (dot(moved, moved) < 0.0025) {
    // Explanations of a sample said to be at rest: it is, or the whole picture slid.
    add(15u, 1.0);
    add(16u, still * fixed);
    for (var i = 0u; i < 8u; i++) {
      let reach = select(1.5, 4.0, i >= 4u);
      let axis = select(vec2f(reach, 0.0), vec2f(0.0, reach), (i & 1u) == 1u) * select(1.0, -1.0, (i & 2u) == 2u);
      add(17u + i, abs(y - previousLuma(position + axis)) * fixed);
    }
  }
}
