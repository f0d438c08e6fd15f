import {
  DataArrayTexture,
  FloatType,
  type BufferAttribute,
  type BufferGeometry,
  type Mesh,
  type Node,
  type NodeFrame,
  type Object3D,
} from 'three/webgpu';
import {
  Fn,
  If,
  Loop,
  OnObjectUpdate,
  float,
  int,
  ivec2,
  positionGeometry,
  positionPrevious,
  textureLoad,
  uniformArray,
  vertexIndex,
} from 'three/tsl';

type Past = { frameId: number; current: number[]; previous: number[] };
type Deltas = { texture: DataArrayTexture; width: number; source: readonly BufferAttribute[] };

const pasts = new WeakMap<Object3D, Past>();
const deltasOf = new WeakMap<BufferGeometry, Deltas>();
const maxWidth = 4096;

/** Whether a geometry has morph targets that move vertices. */
export function hasMorphedPosition(geometry: BufferGeometry): boolean {
  return (geometry.morphAttributes['position']?.length ?? 0) > 0;
}

/** Whether an object morphs each of its instances differently. */
export function hasMorphTexture(object: Object3D): boolean {
  const { morphTexture } = object as Object3D & { morphTexture?: unknown };
  return morphTexture !== undefined && morphTexture !== null;
}

/** Emits: positionPrevious = base + Σ previous influence · delta, for the material being built. */
export function assignPreviousMorph(mesh: Mesh, geometry: BufferGeometry): void {
  if (mesh.morphTargetInfluences === undefined) return;
  const { texture, width } = getDeltas(geometry);
  const count = geometry.morphAttributes['position']!.length;
  const influences = uniformArray(pastOf(mesh).previous, 'float');
  const accumulate = Fn(() => {
    const sum = positionGeometry.toVar(); // a varying must not be touched first inside a branch
    Loop(count, ({ i }) => {
      const influence = float(influences.element(i) as unknown as Node<'float'>).toVar();
      If(influence.notEqual(0), () => {
        const index = int(vertexIndex);
        const row = index.div(width);
        const delta = textureLoad(texture, ivec2(index.sub(row.mul(width)), row)).depth(i);
        sum.addAssign(delta.xyz.mul(influence));
      });
    });
    positionPrevious.assign(sum);
    OnObjectUpdate((frame: NodeFrame) => {
      if (frame.object === null) return;
      const array = influences as unknown as { array: number[]; update(): void };
      array.array = step(frame.object as Mesh, frame.frameId).previous;
      array.update();
    });
  }, 'void');
  accumulate();
}

/** Once per frame and object: what was current becomes previous. */
function step(mesh: Mesh, frameId: number): Past {
  const past = pastOf(mesh);
  const now = mesh.morphTargetInfluences ?? [];
  if (past.frameId !== frameId) {
    const isFirst = past.frameId < 0;
    past.frameId = frameId;
    for (let i = 0; i < now.length; i++) {
      past.previous[i] = (isFirst ? now[i] : past.current[i]) ?? 0;
      past.current[i] = now[i]!;
    }
  }
  return past;
}

function pastOf(mesh: Mesh): Past {
  let past = pasts.get(mesh);
  if (past === undefined) {
    const influences = mesh.morphTargetInfluences ?? [];
    past = { frameId: -1, current: [...influences], previous: [...influences] };
    pasts.set(mesh, past);
  }
  return past;
}

/**
 * Target − base per vertex and target, in the layout of three's own morph texture, which it keeps to itself. With deltas
 * the base has weight one whether or not the geometry says `morphTargetsRelative`.
 */
function getDeltas(geometry: BufferGeometry): Deltas {
  const source = geometry.morphAttributes['position'] as BufferAttribute[];
  const known = deltasOf.get(geometry);
  if (known !== undefined && known.source === source) return known;
  known?.texture.dispose();

  const base = geometry.getAttribute('position');
  const width = Math.min(base.count, maxWidth);
  const height = Math.ceil(base.count / width);
  const data = new Float32Array(width * height * 4 * source.length);
  source.forEach((target, layer) => {
    for (let i = 0; i < target.count; i++) {
      const at = (layer * width * height + i) * 4;
      const keep = geometry.morphTargetsRelative ? 0 : 1;
      data[at] = target.getX(i) - keep * base.getX(i);
      data[at + 1] = target.getY(i) - keep * base.getY(i);
      data[at + 2] = target.getZ(i) - keep * base.getZ(i);
    }
  });
  const texture = new DataArrayTexture(data, width, height, source.length);
  texture.type = FloatType;
  texture.name = 'Upscale.morphDeltas';
  texture.needsUpdate = true;
  const deltas = { texture, width, source };
  deltasOf.set(geometry, deltas);
  geometry.addEventListener('dispose', function free() {
    geometry.removeEventListener('dispose', free);
    texture.dispose();
    if (deltasOf.get(geometry) === deltas) deltasOf.delete(geometry);
  });
  return deltas;
}
