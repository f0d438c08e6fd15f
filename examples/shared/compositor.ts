import { Fn, If, float, ivec2, mix, screenCoordinate, texture, uniform, vec2, vec3, vec4 } from 'three/tsl';
import * as THREE from 'three/webgpu';

/** A magnifier: both sides of the same place, side by side, without filtering. Lengths in canvas pixels. */
export type Loupe = { x: number; y: number; half: number; zoom: number };

/** Puts two finished pictures on the canvas, left and right of a divider. */
export type Compositor = {
  /** `split` is the divider's place, 0 to 1 of the width. */
  render(left: THREE.Texture, right: THREE.Texture, split: number, loupe: Loupe | undefined): void;
  dispose(): void;
};

/** Width of the magnifier's dark rim and of its light one, canvas pixels. */
const border = 3;

export function createCompositor(renderer: THREE.WebGPURenderer): Compositor {
  // One each: two nodes that are built with the same texture become one binding, and both show one side for ever.
  const empty = [blackPixel(), blackPixel()] as const;
  const left = texture(empty[0]);
  const right = texture(empty[1]);
  const splitX = uniform(0);
  const boxCentre = uniform(new THREE.Vector2());
  const source = uniform(new THREE.Vector2());
  const half = uniform(0);
  const zoom = uniform(4);

  const picture = Fn(() => {
    const pixel = screenCoordinate.xy.toVar();
    const showRight = pixel.x.greaterThanEqual(splitX).toVar();
    const light = float(0).toVar();
    const dark = float(0).toVar();
    const offset = pixel.sub(boxCentre).toVar();
    const inside = offset.x
      .abs()
      .lessThan(half.mul(2).add(border))
      .and(offset.y.abs().lessThan(half.add(border)));
    If(half.greaterThan(0).and(inside), () => {
      showRight.assign(offset.x.greaterThanEqual(0));
      // Each square has its own centre; both look at the same place.
      const squareCentre = vec2(showRight.select(half, half.negate()), 0);
      const local = offset.sub(squareCentre).toVar();
      const edge = local.x.abs().max(local.y.abs());
      light.assign(edge.greaterThan(half.sub(border)).select(1, 0));
      dark.assign(edge.greaterThan(half).select(1, 0));
      pixel.assign(source.add(local.div(zoom)));
    });
    const at = ivec2(pixel.floor());
    const colour = vec3(0).toVar();
    If(showRight, () => {
      colour.assign(right.load(at).rgb);
    }).Else(() => {
      colour.assign(left.load(at).rgb);
    });
    return vec4(mix(mix(colour, vec3(0.95), light), vec3(0.04), dark), 1);
  });

  const pipeline = new THREE.RenderPipeline(renderer, picture());
  // Both sides arrive display encoded.
  pipeline.outputColorTransform = false;
  let built = false;

  return {
    render(leftTexture, rightTexture, split, loupe) {
      // Built with the placeholders, since at first both halves may well show one picture.
      if (!built) pipeline.render();
      built = true;
      const size = renderer.getDrawingBufferSize(new THREE.Vector2());
      left.value = leftTexture;
      right.value = rightTexture;
      splitX.value = Math.round(split * size.width);
      half.value = loupe?.half ?? 0;
      if (loupe) {
        zoom.value = loupe.zoom;
        source.value.set(loupe.x, loupe.y);
        boxCentre.value.set(
          clamp(loupe.x, loupe.half * 2 + border, size.width - loupe.half * 2 - border),
          clamp(loupe.y, loupe.half + border, size.height - loupe.half - border),
        );
      }
      pipeline.render();
    },
    dispose() {
      pipeline.dispose();
      for (const pixel of empty) pixel.dispose();
    },
  };
}

function blackPixel(): THREE.DataTexture {
  const pixel = new THREE.DataTexture(new Uint8Array([0, 0, 0, 255]), 1, 1);
  pixel.needsUpdate = true;
  return pixel;
}

function clamp(value: number, low: number, high: number): number {
  return high < low ? (low + high) / 2 : Math.min(high, Math.max(low, value));
}
