// uses: params color
// Chooses the exposure of detection for this frame from the last frame's log luma, or takes the caller's. It decides what
// change, hue and detail are worth, and what a network sees. It holds still until the scene has moved by more than a third
// of a stop. History has an exposure of its own, 1 unless the scene is far too bright for that: a mean of compressed
// samples is darker the stronger the compression, so only a constant one leaves light as it was.

@group(0) @binding(1) var<storage, read> partials: array<vec2f>;
@group(0) @binding(2) var given: texture_2d<f32>;
// exposure of detection · of history now · of history in the last frame · settling
@group(0) @binding(3) var<storage, read_write> exposure: array<f32, 4>;

const middleGrey = 0.18;
const prior = 0.05;        // share of the picture that counts as middle grey at exposure 1, so that black asks for nothing
const span = 8.0;          // history keeps exposure 1 until detection asks for less than 1 / 8
const deadZone = 0.35;     // stops
const rate = 3.0;          // 1/s

var<workgroup> sums: array<vec2f, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) index: u32) {
  let blocks = vec2u((params.previousRenderSize + 15.0) / 16.0);
  var sum = vec2f();
  for (var i = index; i < blocks.x * blocks.y; i += 256u) { sum += partials[i]; }
  sums[index] = sum;
  workgroupBarrier();
  for (var n = 128u; n > 0u; n /= 2u) {
    if (index < n) { sums[index] += sums[index + n]; }
    workgroupBarrier();
  }
  if (index != 0u) { return; }

  let last = exposure[0];
  var next = select(last, 1.0, last <= 0.0);
  if (!hdr) {
    next = 1.0;   // display-referred colour is in its range already
  } else if (has(flagExposure)) {
    let g = textureLoad(given, vec2i(0), 0).r;
    next = select(next, clamp(g, 1e-4, 1e4), isFinite(g) && g > 0.0);
  } else if (last > 0.0 && params.previousRenderSize.x > 1.0) {
    let known = prior * params.previousRenderSize.x * params.previousRenderSize.y;
    let mean = (sums[0].x + known * log2(middleGrey * last)) / (sums[0].y + known);
    let wanted = clamp(last * middleGrey * exp2(-mean), 1e-4, 64.0);
    let stops = log2(wanted / last);
    if (has(flagReset)) {
      next = wanted;
    } else if (abs(stops) > deadZone || (exposure[3] > 0.0 && abs(stops) > 0.05)) {
      next = last * exp2(stops * (1.0 - exp(-rate * params.seconds)));
      exposure[3] = 1.0;
    } else {
      exposure[3] = 0.0;
    }
  }
  let anchor = min(1.0, next * span);
  exposure[2] = select(exposure[1], anchor, last <= 0.0);
  exposure[1] = anchor;
  exposure[0] = next;
}
