// uses: color state-texel
// Colour that is premultiplied by alpha is compressed as the colour of what covers the pixel, times alpha: then a mean over
// samples is right for both, and their quotient stays that colour. Everywhere else alpha says nothing about colour.

const leastCoverage = 1.0 / 64.0;   // light that covers nothing

// What the largest channel is to be divided by before it is compressed or expanded.
fn coverage(alpha: f32) -> f32 { return select(1.0, max(alpha, leastCoverage), premultiplied); }

fn compressCovered(c: vec3f, alpha: f32) -> vec3f { return compress(c / coverage(alpha)) * coverage(alpha); }
fn expandCovered(c: vec3f, alpha: f32) -> vec3f { return expand(c / coverage(alpha)) * coverage(alpha); }

// How far a colour in YCoCg is compressed: 0 not at all, towards 1 for the brightest.
fn compressionOf(c: vec3f, alpha: f32) -> f32 {
  return select(0.0, clamp(peakOf(c) / coverage(alpha), 0.0, largest), hdr);
}
