export { characterGeometry, type CharacterLook } from './character-body.ts';
export { createCharacter } from './characters.ts';
export { createConfetti } from './confetti.ts';
export { disposeScene } from './dispose.ts';
export { mergeParts, meterBox, type Part, rod } from './geometry.ts';
export { createGlassMaterial } from './glass-material.ts';
export {
  barkTexture,
  grassTexture,
  leafClump,
  leafMaterial,
  leafTexture,
  swayingInstances,
  treeSkeleton,
} from './leaves.ts';
export { cells, fbm, mix, modulo, smoothstep } from './math.ts';
export { createBalloon } from './morphs.ts';
export { type Animated, createFireflies, createSmoke, createSparks, puffTexture } from './particles.ts';
export { brick, chainLink, checker, cloth, cobbles, plaster, wood } from './patterns.ts';
export { createRandom, hash, type Random } from './prng.ts';
export { createBlobShadows } from './shadows.ts';
export { createEnvironment, createSky, type SkyColor } from './sky.ts';
export { type Ink, signTexture, textStrokes } from './text.ts';
export { paint, paintNormals } from './textures.ts';
export { trackPoint } from './tracks.ts';
export { wire } from './wires.ts';
