// More weights than a uniform buffer may hold.
@group(0) @binding(2) var<storage, read> weights: array<StoredMatrix, weightCount>;
