// Philox 4×32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four random words for each
// counter and key, the same wherever and in whatever order they are asked for.

// The high word of a product.
fn highProduct(a: u32, b: u32) -> u32 {
  let low = (a & 0xffff) * (b & 0xffff);
  let middle = (a >> 16) * (b & 0xffff) + (low >> 16);
  let other = (a & 0xffff) * (b >> 16) + (middle & 0xffff);
  return (a >> 16) * (b >> 16) + (middle >> 16) + (other >> 16);
}

fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10; round++) {
    c = vec4u(
      highProduct(0xcd9e8d57, c.z) ^ c.y ^ k.x, 0xcd9e8d57 * c.z,
      highProduct(0xd2511f53, c.x) ^ c.w ^ k.y, 0xd2511f53 * c.x,
    );
    k += vec2u(0x9e3779b9, 0xbb67ae85);
  }
  return c;
}

// Numbers between 0 and 1, both excluded.
fn openUniform(words: vec4u) -> vec4f { return (vec4f(words >> vec4u(8)) + 0.5) * exp2(-24.0); }
