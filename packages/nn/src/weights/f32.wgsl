// Weights in single precision; a unit is four of them.
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;

fn weightAt(row: u32, block: u32) -> vec4f { return weights[row * parameters.units + block - parameters.weightBase]; }
