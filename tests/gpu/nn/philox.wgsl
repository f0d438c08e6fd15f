// uses: philox
@group(0) @binding(0) var<storage, read_write> words: array<vec4u, 2>;

@compute @workgroup_size(1)
fn main() { words[0] = philox(words[0], words[1].xy); }
