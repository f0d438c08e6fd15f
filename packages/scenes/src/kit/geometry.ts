import * as THREE from 'three/webgpu';

/** A piece of a merged mesh. `color` is linear and goes into the vertex colours (default white). */
export type Part = {
  geometry: THREE.BufferGeometry;
  position?: readonly [number, number, number];
  /** Euler angles in radians, order YXZ. */
  rotation?: readonly [number, number, number];
  scale?: number | readonly [number, number, number];
  color?: THREE.ColorRepresentation;
  /** Multiplies uv, then adds the offset: [scaleU, scaleV, offsetU, offsetV]. */
  uv?: readonly [number, number, number?, number?];
};

/**
 * Merges the parts into one geometry with position, normal, uv and color. The parts' own geometries
 * are only read, so one may be given many times; none of them needs to be disposed.
 */
export function mergeParts(parts: readonly Part[]): THREE.BufferGeometry {
  let vertices = 0;
  let indices = 0;
  for (const { geometry } of parts) {
    vertices += geometry.getAttribute('position').count;
    indices += geometry.index?.count ?? geometry.getAttribute('position').count;
  }
  const position = new Float32Array(vertices * 3);
  const normal = new Float32Array(vertices * 3);
  const uv = new Float32Array(vertices * 2);
  const color = new Float32Array(vertices * 3);
  const index = new Uint32Array(indices);
  const matrix = new THREE.Matrix4();
  const normalMatrix = new THREE.Matrix3();
  const vector = new THREE.Vector3();
  const tint = new THREE.Color();
  let vertex = 0;
  let cursor = 0;
  for (const part of parts) {
    const { geometry } = part;
    partMatrix(part, matrix);
    normalMatrix.getNormalMatrix(matrix);
    tint.set(part.color ?? 0xffffff);
    const positions = geometry.getAttribute('position');
    const normals = geometry.getAttribute('normal');
    const uvs = geometry.getAttribute('uv');
    const colors = geometry.getAttribute('color');
    const [su, sv, ou = 0, ov = 0] = part.uv ?? [1, 1];
    for (let i = 0; i < positions.count; i++) {
      vector
        .fromBufferAttribute(positions, i)
        .applyMatrix4(matrix)
        .toArray(position, (vertex + i) * 3);
      if (normals !== undefined) {
        vector.fromBufferAttribute(normals, i).applyMatrix3(normalMatrix).normalize();
        vector.toArray(normal, (vertex + i) * 3);
      }
      if (uvs !== undefined) {
        uv[(vertex + i) * 2] = uvs.getX(i) * su + ou;
        uv[(vertex + i) * 2 + 1] = uvs.getY(i) * sv + ov;
      }
      const own = colors === undefined ? WHITE : vector.fromBufferAttribute(colors, i);
      color[(vertex + i) * 3] = tint.r * own.x;
      color[(vertex + i) * 3 + 1] = tint.g * own.y;
      color[(vertex + i) * 3 + 2] = tint.b * own.z;
    }
    const count = geometry.index?.count ?? positions.count;
    // a mirrored part would be drawn inside out
    const mirrored = matrix.determinant() < 0;
    for (let i = 0; i < count; i++) {
      const from = mirrored ? i - (i % 3) + (2 - (i % 3)) : i;
      index[cursor + i] = vertex + (geometry.index?.getX(from) ?? from);
    }
    cursor += count;
    vertex += positions.count;
  }
  const merged = new THREE.BufferGeometry();
  merged.setAttribute('position', new THREE.BufferAttribute(position, 3));
  merged.setAttribute('normal', new THREE.BufferAttribute(normal, 3));
  merged.setAttribute('uv', new THREE.BufferAttribute(uv, 2));
  merged.setAttribute('color', new THREE.BufferAttribute(color, 3));
  merged.setIndex(new THREE.BufferAttribute(index, 1));
  merged.computeBoundingSphere();
  return merged;
}

const WHITE = new THREE.Vector3(1, 1, 1);

function partMatrix(part: Part, matrix: THREE.Matrix4): void {
  const [x, y, z] = part.position ?? [0, 0, 0];
  const [rx, ry, rz] = part.rotation ?? [0, 0, 0];
  const scale = part.scale ?? 1;
  const [sx, sy, sz] = typeof scale === 'number' ? [scale, scale, scale] : scale;
  matrix.compose(
    new THREE.Vector3(x, y, z),
    new THREE.Quaternion().setFromEuler(new THREE.Euler(rx, ry, rz, 'YXZ')),
    new THREE.Vector3(sx, sy, sz),
  );
}

/**
 * A box whose uv are in metres on every side, so that tiled textures keep their scale. With `step` its
 * sides are cut into pieces of about that many metres, for light that is baked into vertices.
 */
export function meterBox(
  width: number,
  height: number,
  depth: number,
  step: number = Infinity,
): THREE.BufferGeometry {
  const cuts = [width, height, depth].map((size) => Math.max(1, Math.round(size / step)));
  const box = new THREE.BoxGeometry(width, height, depth, ...cuts);
  const uv = box.getAttribute('uv');
  const normal = box.getAttribute('normal');
  for (let i = 0; i < uv.count; i++) {
    const su = Math.abs(normal.getX(i)) > 0.5 ? depth : width;
    const sv = Math.abs(normal.getY(i)) > 0.5 ? depth : height;
    uv.setXY(i, uv.getX(i) * su, uv.getY(i) * sv);
  }
  return box;
}

/** A straight tube between two points. */
export function rod(
  from: readonly [number, number, number],
  to: readonly [number, number, number],
  radius: number,
  sides = 5,
  color: THREE.ColorRepresentation = 0xffffff,
): Part {
  const a = new THREE.Vector3(...from);
  const direction = new THREE.Vector3(...to).sub(a);
  const length = direction.length();
  const cylinder = new THREE.CylinderGeometry(radius, radius, length, sides, 1, true);
  const turn = new THREE.Quaternion().setFromUnitVectors(new THREE.Vector3(0, 1, 0), direction.normalize());
  cylinder.applyQuaternion(turn);
  const middle = a.addScaledVector(direction, length / 2);
  return { geometry: cylinder, position: [middle.x, middle.y, middle.z], color };
}
