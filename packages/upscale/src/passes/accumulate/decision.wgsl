// uses: history tuning
// What `decide` answers per display pixel, and what rectification goes by.

struct Decision {
  limit: f32,         // factor of the samples that history may count for
  sharpness: f32,     // factor of the exponent of the narrow kernel
  softness: f32,      // factor of the exponent of the wide kernel
  shape: vec2f,       // both kernels: stretch along x less along y, and along the diagonal; shorter than 1
  trust: f32,         // added to the trust in history
  keep: f32,          // added to the share of history that stays
}

struct Belief {
  trust: f32,   // in history, by the masks and by its count
  alike: f32,   // 0 where history has another hue
  lock: f32,    // of thin features
}
