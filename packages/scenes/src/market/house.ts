import * as THREE from 'three/webgpu';
import { meterBox, type Part, rod } from '../kit/geometry.ts';
import type { Random } from '../kit/prng.ts';
import { wire } from '../kit/wires.ts';
import type { Lighting } from './lighting.ts';
import { STREET } from './plan.ts';

/** Geometry by material; a house adds to each. */
export type HouseParts = { walls: Part[]; trims: Part[]; lights: Part[]; panes: Part[] };

/** Side of the street, middle along it, and size, metres. */
export type HousePlace = { side: 1 | -1; z: number; width: number; height: number };

const TONES = [0xb8a898, 0x8a7488, 0x7a8a98, 0xa87860, 0x98906a, 0x6a7890] as const;

/** A house with its back at the edge of the street. */
export function addHouse(parts: HouseParts, lighting: Lighting, place: HousePlace, random: Random): void {
  const { walls, trims } = parts;
  const { side, z, width, height } = place;
  const face = side * STREET.house;
  walls.push({
    geometry: meterBox(4, height, width, 1),
    position: [face + side * 2, height / 2, z],
    color: random.pick(TONES),
  });
  trims.push({
    geometry: meterBox(4.2, 0.22, width + 0.06, 1),
    position: [face + side * 1.95, height, z],
    color: 0x5a4a44,
  });
  trims.push({
    geometry: meterBox(0.3, 0.16, width, 1),
    position: [face - side * 0.05, 3.2, z],
    color: 0x6a5850,
  });
  if (random.next() < 0.7) addRoofClutter(trims, place, random);
  trims.push(
    rod(
      [face - side * 0.06, 0, z + width / 2 - 0.15],
      [face - side * 0.06, height, z + width / 2 - 0.15],
      0.05,
      6,
      0x2a2c30,
    ),
  );
  addWindows(parts, lighting, place, random);
  addShopFront(parts, lighting, place, random);
}

/** Rows of windows, part of them lit; some floors have a balcony. */
function addWindows(parts: HouseParts, lighting: Lighting, place: HousePlace, random: Random): void {
  const { z, width, height } = place;
  const columns = Math.max(2, Math.floor(width / 1.7));
  for (let y = 4.4; y < height - 0.9; y += 2.5) {
    const balcony = random.next() < 0.3;
    for (let k = 0; k < columns; k++) {
      const at = z + ((k + 0.5) / columns - 0.5) * width;
      addWindow(parts, lighting, { side: place.side, y, at, balcony }, random);
    }
    if (balcony) addBalcony(parts.trims, place, y - 0.85);
  }
}

type WindowPlace = { side: 1 | -1; y: number; at: number; balcony: boolean };

function addWindow(
  { lights, trims }: HouseParts,
  lighting: Lighting,
  { side, y, at, balcony }: WindowPlace,
  random: Random,
): void {
  const face = side * STREET.house;
  const lit = random.next();
  const color =
    lit < 0.5
      ? warm(random)
      : lit < 0.6
        ? new THREE.Color(0.25, 0.6, 0.9)
        : new THREE.Color(0.012, 0.018, 0.04);
  const cell = random.int(4);
  lights.push({
    geometry: new THREE.PlaneGeometry(0.92, 1.4),
    position: [face - side * 0.012, y, at],
    rotation: [0, (-side * Math.PI) / 2, 0],
    uv: [0.25, 1, cell * 0.25, 0],
    color,
  });
  if (lit < 0.6)
    lighting.glint(side * (STREET.house - 0.1), y, at, 0.4, 0.6, color.clone().multiplyScalar(0.55));
  trims.push({
    geometry: meterBox(0.14, 0.08, 1.15),
    position: [face - side * 0.06, y - 0.76, at],
    color: 0x8a7a6c,
  });
  if (!balcony && random.next() < 0.18)
    trims.push({
      geometry: meterBox(0.34, 0.36, 0.62),
      position: [face - side * 0.2, y - 1.1, at],
      color: 0x9a9a98,
    });
}

/** Shop fronts at street level, half hidden by the stalls. */
function addShopFront(parts: HouseParts, lighting: Lighting, place: HousePlace, random: Random): void {
  const { lights, panes, trims } = parts;
  const { side, z, width } = place;
  const face = side * STREET.house;
  const color = warm(random).multiplyScalar(0.9);
  const shop = width * 0.62;
  lights.push({
    geometry: new THREE.PlaneGeometry(shop, 1.9),
    position: [face + side * -0.012, 1.45, z],
    rotation: [0, (-side * Math.PI) / 2, 0],
    uv: [0.24, 0.9, 0.255, 0.05],
    color: color.clone().multiplyScalar(0.7),
  });
  panes.push({
    geometry: new THREE.PlaneGeometry(shop + 0.2, 2.05),
    position: [face - side * 0.14, 1.45, z],
    rotation: [0, (-side * Math.PI) / 2, 0],
  });
  lighting.glint(side * STREET.house, 1.45, z, shop / 2, 0.9, color.clone().multiplyScalar(0.5));
  lighting.lamp(side * (STREET.house - 0.7), 1.9, z, color, 0.9, 5, 0);
  for (const edge of [-0.5, -0.17, 0.17, 0.5])
    trims.push({
      geometry: meterBox(0.1, 2.1, 0.06),
      position: [face - side * 0.1, 1.45, z + edge * (shop + 0.2)],
      color: 0x241c1a,
    });
}

function addBalcony(trims: Part[], { side, z, width: whole }: HousePlace, y: number): void {
  const width = whole * 0.82;
  const face = side * STREET.house;
  const edge = face - side * 0.8;
  trims.push({
    geometry: meterBox(0.8, 0.08, width, 0.6),
    position: [face - side * 0.4, y, z],
    color: 0x6a625c,
  });
  for (let k = 0; k <= Math.round(width / 0.13); k++) {
    const at = z - width / 2 + k * 0.13;
    trims.push(rod([edge, y, at], [edge, y + 0.85, at], 0.009, 4, 0x15161a));
  }
  trims.push(rod([edge, y + 0.85, z - width / 2], [edge, y + 0.85, z + width / 2], 0.022, 5, 0x15161a));
  for (const end of [-width / 2, width / 2])
    trims.push(rod([edge, y + 0.85, z + end], [face, y + 0.85, z + end], 0.018, 5, 0x15161a));
  trims.push(wire([edge, y + 1.5, z - width / 2], [edge, y + 1.5, z + width / 2], 0.1, 0.006, 8));
}

function addRoofClutter(trims: Part[], { side, z, height }: HousePlace, random: Random): void {
  const x = side * (STREET.house + random.range(0.6, 2));
  for (let k = 0; k < 2; k++) {
    const top = height + random.range(1.2, 2.6);
    const at = z + random.range(-1.5, 1.5);
    trims.push(rod([x, height, at], [x, top, at], 0.022, 4, 0x0c0d12));
    for (let bar = 0; bar < 5; bar++)
      trims.push(
        rod(
          [x, top - 0.1 - bar * 0.16, at - 0.45 + bar * 0.05],
          [x, top - 0.1 - bar * 0.16, at + 0.45 - bar * 0.05],
          0.009,
          3,
          0x0c0d12,
        ),
      );
  }
  trims.push({
    geometry: new THREE.CylinderGeometry(0.6, 0.6, 1.2, 14),
    position: [x + side, height + 1.1, z - 0.8],
    color: 0x3a3030,
  });
}

/** Colour of a lit window. */
export function warm(random: Random): THREE.Color {
  return new THREE.Color(1, random.range(0.5, 0.66), random.range(0.2, 0.36)).multiplyScalar(
    random.range(1, 2.6),
  );
}
