import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import * as THREE from 'three/webgpu';

const warps = 16;
const wefts = 56;
const ring = 0.68;
const tube = 0.29;
const lift = 0.026;
const strand = 0.0235;

/** What is shown before a model is dropped: a woven ring, thin strands that run over and under each other. */
export function createSample(): THREE.Object3D {
  const warp = mergeGeometries(indices(warps).map((index) => warpStrand(index)));
  const weft = mergeGeometries(indices(wefts).map((index) => weftStrand(index)));
  const amber = new THREE.MeshPhysicalNodeMaterial({ color: '#e0882c', roughness: 0.38, clearcoat: 0.6 });
  const steel = new THREE.MeshStandardNodeMaterial({ color: '#c3cbd8', roughness: 0.26, metalness: 1 });
  const group = new THREE.Group();
  group.name = 'Woven ring';
  const inner = new THREE.Group();
  inner.rotation.set(-0.42, 0.5, 0.3);
  inner.add(new THREE.Mesh(warp, amber), new THREE.Mesh(weft, steel));
  group.add(inner);
  return group;
}

/** Runs the long way round; where it crosses a weft it lies above or below it by turns. */
function warpStrand(index: number): THREE.BufferGeometry {
  const around = (index / warps) * Math.PI * 2;
  return strandGeometry(336, (part) => {
    const along = part * Math.PI * 2;
    return onRing(along, around, lift * Math.cos((wefts / 2) * along + index * Math.PI));
  });
}

function weftStrand(index: number): THREE.BufferGeometry {
  const along = (index / wefts) * Math.PI * 2;
  return strandGeometry(64, (part) => {
    const around = part * Math.PI * 2;
    return onRing(along, around, -lift * Math.cos((warps / 2) * around + index * Math.PI));
  });
}

function onRing(along: number, around: number, raised: number): THREE.Vector3 {
  const radius = tube + raised;
  const outward = ring + radius * Math.cos(around);
  return new THREE.Vector3(outward * Math.cos(along), outward * Math.sin(along), radius * Math.sin(around));
}

function strandGeometry(segments: number, at: (part: number) => THREE.Vector3): THREE.BufferGeometry {
  const points = indices(segments).map((index) => at(index / segments));
  const curve = new THREE.CatmullRomCurve3(points, true, 'centripetal');
  return new THREE.TubeGeometry(curve, segments, strand, 6, true);
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
