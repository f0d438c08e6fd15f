// Counts pixels of a step: that change and follow a true picture, those of them that are right; that follow an own picture, those
// of them that are right.

struct Deal { size: vec2u, streams: u32, step: u32 }
@group(0) @binding(0) var<uniform> deal: Deal;
@group(0) @binding(1) var<storage, read> streams: array<vec4u>;
@group(0) @binding(2) var<storage, read> pictures: array<u32>;
@group(0) @binding(3) var<storage, read> chosen: array<u32>;
@group(0) @binding(4) var<storage, read_write> totals: array<atomic<u32>, 4>;

var<workgroup> sums: array<atomic<u32>, 4>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) worker: u32) {
  let each = deal.size.x * deal.size.y / 4;
  let stream = id.x / each;
  if (stream < deal.streams) {
    let own = streams[stream];
    let at = own.x * each + id.x % each;
    let start = select(2u, 0u, own.y != 0);
    for (var i = 0u; i < 4; i++) {
      let next = extractBits(pictures[at + each], 8 * i, 8);
      let isCounted = own.y == 0 || extractBits(pictures[at], 8 * i, 8) != next;
      if (!isCounted) { continue; }
      atomicAdd(&sums[start], 1);
      if (extractBits(chosen[id.x], 8 * i, 8) == next) { atomicAdd(&sums[start + 1], 1); }
    }
  }
  workgroupBarrier();
  if (worker < 4) { atomicAdd(&totals[worker], atomicLoad(&sums[worker])); }
}
