// What is thinner than a pixel: railings, lattice masts, cables, a grating, a trolley of wire.
import * as THREE from 'three/webgpu';
import { type Part, rod } from '../kit/geometry.ts';
import { wire } from '../kit/wires.ts';

export function railing(): Part[] {
  const parts: Part[] = [];
  for (let x = -14; x < 14; x += 0.14) parts.push(rod([x, 0.1, -2], [x, 1.05, -2], 0.008, 4, 0x1d2430));
  for (const y of [0.1, 0.55, 1.05])
    parts.push(rod([-14, y, -2], [14, y, -2], y > 1 ? 0.024 : 0.012, 5, 0x1d2430));
  for (let x = -14; x <= 14; x += 2) parts.push(rod([x, 0, -2], [x, 1.1, -2], 0.028, 6, 0x1d2430));
  return parts;
}

/** Lattice masts with antennas. */
export function masts(): Part[] {
  const parts: Part[] = [];
  for (const [x, z, height] of [
    [-6, -7, 9],
    [4.2, -5, 3.2],
    [9, -10, 11],
    [-11, -13, 12],
  ] as const) {
    const wide = 0.22;
    const corners = [
      [-wide, -wide],
      [wide, -wide],
      [wide, wide],
      [-wide, wide],
    ] as const;
    for (const [i, [cx, cz]] of corners.entries()) {
      const [nx, nz] = corners[(i + 1) % 4] ?? [0, 0];
      parts.push(rod([x + cx, 0, z + cz], [x + cx * 0.3, height, z + cz * 0.3], 0.016, 4, 0x8c2f2a));
      for (let y = 0; y < height - 0.5; y += 0.45) {
        const s0 = 1 - (0.7 * y) / height;
        const s1 = 1 - (0.7 * (y + 0.45)) / height;
        parts.push(
          rod([x + cx * s0, y, z + cz * s0], [x + nx * s1, y + 0.45, z + nz * s1], 0.007, 3, 0xb84a3e),
        );
      }
    }
    if (height < 4) continue;
    for (let k = 0; k < 9; k++) {
      const y = height - 0.3 - k * 0.22;
      const half = 0.3 + k * 0.07;
      parts.push(rod([x - half, y, z], [x + half, y, z], 0.006, 3, 0x22262c));
    }
    parts.push(rod([x, height - 2.5, z], [x, height + 1.4, z], 0.012, 4, 0x22262c));
    for (const [gx, gz] of [
      [-5, 2],
      [5, 2],
      [0, -6],
    ] as const)
      parts.push(wire([x, height * 0.85, z], [x + gx, 0, z + gz], 0, 0.006, 1));
  }
  return parts;
}

export function cables(): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < 7; i++) {
    const y = 4.6 + i * 0.32;
    parts.push(
      wire([-16, y, -7 - i * 0.4], [16, y + 0.6, -6 - i * 0.4], 0.7 + i * 0.12, 0.005 + (i % 3) * 0.003, 24),
    );
  }
  for (let i = 0; i < 4; i++)
    parts.push(wire([-6, 8.5 - i * 0.3, -7], [9, 9.5 - i * 0.3, -10], 0.9, 0.006, 20));
  return parts;
}

/** A stair of metal grating at the right. */
export function grating(): Part[] {
  const parts: Part[] = [];
  for (let step = 0; step < 5; step++) {
    const y = 0.5 + step * 0.28;
    const z = 1 - step * 0.4;
    for (let k = 0; k <= 10; k++)
      parts.push(rod([5 + k * 0.1, y, z], [5 + k * 0.1, y, z - 0.36], 0.006, 3, 0x3a4048));
    for (let k = 0; k <= 6; k++)
      parts.push(rod([5, y, z - k * 0.06], [6, y, z - k * 0.06], 0.006, 3, 0x3a4048));
  }
  for (const x of [5, 6]) {
    parts.push(
      rod([x, 0.3, 1.3], [x, 1.9, -1], 0.03, 5, 0x3a4048),
      rod([x, 1.3, 1.3], [x, 2.9, -1], 0.02, 5, 0x3a4048),
    );
    for (let k = 0; k < 6; k++)
      parts.push(
        rod([x, 0.35 + k * 0.32, 1.25 - k * 0.45], [x, 1.35 + k * 0.32, 1.25 - k * 0.45], 0.01, 4, 0x3a4048),
      );
  }
  return parts;
}

/** A trolley of wire that runs to and fro in front of the railing. */
export function cartParts(): Part[] {
  const parts: Part[] = [];
  for (const z of [-0.35, 0.35]) {
    for (let k = 0; k <= 14; k++)
      parts.push(rod([-0.7 + k * 0.1, 0.3, z], [-0.7 + k * 0.1, 1, z], 0.006, 4, 0xd8b040));
    for (const y of [0.3, 0.65, 1]) parts.push(rod([-0.7, y, z], [0.7, y, z], 0.012, 5, 0xd8b040));
    for (const x of [-0.5, 0.5]) {
      parts.push({
        geometry: new THREE.TorusGeometry(0.14, 0.018, 6, 20),
        position: [x, 0.15, z],
        color: 0x20242a,
      });
    }
  }
  for (const x of [-0.7, 0.7])
    for (const y of [0.3, 1]) parts.push(rod([x, y, -0.35], [x, y, 0.35], 0.012, 5, 0xd8b040));
  parts.push(
    rod([0.7, 1, 0], [1, 1.3, 0], 0.014, 5, 0x20242a),
    rod([0, 0.3, 0], [0, 1.9, 0], 0.012, 5, 0x20242a),
  );
  return parts;
}
