// Every invocation reads the same weights at the same time, which is what uniform buffers are made for.
@group(0) @binding(2) var<uniform> weights: array<StoredMatrix, weightCount>;
