// uses: philox
// The next step of all streams: what goes in, what is to come out, and what each pixel counts. Each invocation makes a word of four
// pixels. Pictures are bytes, those of the streams below each other.

struct Deal { size: vec2u, streams: u32, step: u32 }
@group(0) @binding(0) var<uniform> deal: Deal;
@group(0) @binding(1) var<storage, read> streams: array<vec4u>;      // picture, flags, how it is spoiled
@group(0) @binding(2) var<storage, read> pictures: array<u32>;
@group(0) @binding(3) var<storage, read> chosen: array<u32>;
@group(0) @binding(4) var<storage, read> counts: array<f32>;         // what each class counts
@group(0) @binding(5) var<storage, read_write> now: array<u32>;
@group(0) @binding(6) var<storage, read_write> before: array<u32>;
@group(0) @binding(7) var<storage, read_write> truth: array<u32>;
@group(0) @binding(8) var<storage, read_write> weights: array<f32>;

const changedCounts = 3.0;
const block = 8;

fn wordsOfPicture() -> u32 { return deal.size.x * deal.size.y / 4; }

// The true picture, where it is told, or the own one.
fn seen(stream: u32, at: vec2i) -> u32 {
  let size = vec2i(deal.size);
  let p = vec2u((at + size) % size);
  let i = p.y * deal.size.x + p.x;
  let own = streams[stream];
  var word = 0u;
  if (own.y != 0) { word = pictures[own.x * wordsOfPicture() + i / 4]; } else { word = chosen[stream * wordsOfPicture() + i / 4]; }
  return extractBits(word, 8 * (i % 4), 8);
}

// As own predictions may be wrong: shifted, with blocks from elsewhere, with borders that moved.
fn spoilt(stream: u32, at: vec2i, how: u32) -> u32 {
  let key = vec2u(deal.step, stream);
  switch (how) {
    case 1: { return seen(stream, at - vec2i(1, 0)); }
    case 2: { return seen(stream, at + vec2i(1, 0)); }
    case 3: {
      let place = vec2u(at / block);
      let isPatched = openUniform(philox(vec4u(place, 1, 0), key)).x < 0.05;
      return seen(select(stream, (stream + deal.streams - 1) % deal.streams, isPatched), at);
    }
    case 4: {
      let random = openUniform(philox(vec4u(vec2u(at), 2, 0), key));
      return seen(stream, at + vec2i(select(0, 1, random.x < 0.15), select(0, -1, random.y < 0.15)));
    }
    default: { return seen(stream, at); }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let each = wordsOfPicture();
  let stream = id.x / each;
  if (stream >= deal.streams) { return; }
  let own = streams[stream];
  let at = own.x * each + id.x % each;
  before[id.x] = now[id.x];
  if ((own.y & 1) != 0) { before[id.x] = pictures[at - each]; }
  var word = 0u;
  for (var i = 0u; i < 4; i++) {
    let pixel = id.x % each * 4 + i;
    let place = vec2i(vec2u(pixel % deal.size.x, pixel / deal.size.x));
    word |= spoilt(stream, place, own.z) << (8 * i);
    let last = extractBits(pictures[at], 8 * i, 8);
    let next = extractBits(pictures[at + each], 8 * i, 8);
    weights[4 * id.x + i] = counts[next] * select(1.0, changedCounts, last != next);
  }
  now[id.x] = word;
  truth[id.x] = pictures[at + each];
}
