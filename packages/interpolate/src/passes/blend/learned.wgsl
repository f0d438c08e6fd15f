// uses: params candidate
// The library `choice` with a network: eight parameters of a display pixel, from textures of a quarter of the display size,
// −1…1; 0 is the analytic choice.
@group(0) @binding(14) var parametersFirst: texture_2d<f32>;
@group(0) @binding(15) var parametersSecond: texture_2d<f32>;

struct Choice {
  first: vec4f,    // contrast, own surface, nearer surface, current frame
  second: vec4f,   // flow, contrast of flow, current frame along flow, sharpness
}

fn parameterAt(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  let pixels = 4.0 * vec2f(textureDimensions(image));
  return textureSampleLevel(image, linearSampler, uv * params.displaySize / pixels, 0.0) * 2.0 - 1.0;
}

fn choiceAt(uv: vec2f) -> Choice {
  return Choice(parameterAt(parametersFirst, uv), parameterAt(parametersSecond, uv));
}
