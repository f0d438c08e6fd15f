import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part, rod } from '../kit/geometry.ts';
import { type Ink, signTexel, textStrokes } from '../kit/text.ts';
import { paint } from '../kit/textures.ts';
import { type Lighting, litMaterial } from './lighting.ts';
import { neons, stalls, STREET } from './plan.ts';

const COLUMNS = 2;
const CELL = { width: 400, height: 75 } as const;

const PAPERS: readonly (readonly [Ink, Ink])[] = [
  [
    [1, 0.86, 0.5],
    [0.35, 0.05, 0.04],
  ],
  [
    [0.98, 0.95, 0.84],
    [0.05, 0.22, 0.16],
  ],
  [
    [0.95, 0.9, 0.6],
    [0.08, 0.1, 0.3],
  ],
  [
    [0.25, 0.06, 0.03],
    [0.95, 0.72, 0.3],
  ],
  [
    [1, 0.92, 0.82],
    [0.3, 0.06, 0.16],
  ],
  [
    [0.05, 0.12, 0.14],
    [0.6, 0.88, 0.85],
  ],
];

/** The names of all stalls on back-lit boards: one texture, one mesh. */
export function createSignBoards(lighting: Lighting): THREE.Mesh {
  const rows = Math.ceil(stalls.length / COLUMNS);
  const width = COLUMNS * CELL.width;
  const height = rows * CELL.height;
  const cells = stalls.map(({ name }, i) => {
    const [ink, paper] = PAPERS[i % PAPERS.length] ?? [
      [1, 1, 1],
      [0, 0, 0],
    ];
    return signTexel(name, { ...CELL, ink, paper, weight: 0.62, margin: 0.2 });
  });
  const map = paint({ key: 'market signs', width, height, repeat: false }, (u, v) => {
    const x = Math.floor(u * width);
    const y = height - 1 - Math.floor(v * height);
    const cell = cells[Math.floor(y / CELL.height) * COLUMNS + Math.floor(x / CELL.width)];
    return cell === undefined ? [0, 0, 0] : cell(x % CELL.width, y % CELL.height);
  });
  const board = new THREE.PlaneGeometry(2.5, 0.47);
  const parts: Part[] = [];
  for (const [i, { x, z }] of stalls.entries()) {
    const column = i % COLUMNS;
    const row = Math.floor(i / COLUMNS);
    const uv = [1 / COLUMNS, 1 / rows, column / COLUMNS, 1 - (row + 1) / rows] as const;
    const light = new THREE.Color(1, 0.92, 0.8).multiplyScalar(2.6);
    const front = x * (STREET.front - 0.52);
    parts.push({
      geometry: board,
      position: [front, 2.78, z],
      rotation: [0, (-x * Math.PI) / 2, 0],
      uv,
      color: light,
    });
    const paper = new THREE.Color().setRGB(
      ...(PAPERS[i % PAPERS.length]?.[1] ?? [1, 1, 1]),
      THREE.SRGBColorSpace,
    );
    lighting.glint(x * STREET.front, 2.78, z, 1.25, 0.24, paper.multiplyScalar(2.6));
  }
  const mesh = new THREE.Mesh(mergeParts(parts), new THREE.MeshBasicMaterial({ map, vertexColors: true }));
  mesh.name = 'sign boards';
  return mesh;
}

const MENUS = [
  'TONIGHT\n\nSOUP  3\nBUNS  2\nEGGS  1\nTEA   1',
  'FRESH\n\nPLUMS 4\nFIGS  6\nLIMES 2\nQUINCE 5',
  'WE MEND\nKITES\nCLOCKS\nSHOES\nHEARTS*\n* SLOWLY',
  'PLEASE\nTOUCH\nTHE\nPAPER\nBIRDS',
] as const;

/** Where a menu stands: in front of every second stall, turned to those who come. */
function menuPlaces(): { x: number; z: number; turn: number; menu: number }[] {
  return stalls
    .filter((_, i) => i % 4 < 2)
    .map(({ x, z }, i) => ({ x: x * 2.3, z: z - 1.15, turn: -x * 0.45, menu: i % MENUS.length }));
}

/** Chalk boards on the ground: small text that leans. */
export function createMenus(lighting: Lighting): THREE.Mesh {
  const [wide, high] = [160, 240];
  const cells = MENUS.map((text) => {
    const options = {
      width: wide,
      height: high,
      ink: [0.93, 0.92, 0.86],
      paper: [0.09, 0.11, 0.1],
      weight: 0.4,
    } as const;
    return signTexel(text, { ...options, frame: false, margin: 0.12 });
  });
  const width = wide * MENUS.length;
  const map = paint({ key: 'market menus', width, height: high, repeat: false }, (u, v) => {
    const x = Math.floor(u * width);
    return cells[Math.floor(x / wide)]?.(x % wide, high - 1 - Math.floor(v * high)) ?? [0, 0, 0];
  });
  const board = new THREE.PlaneGeometry(0.54, 0.81, 3, 4);
  const parts = menuPlaces().map(({ x, z, turn, menu }) => ({
    geometry: board,
    position: [x, 0.46, z] as const,
    rotation: [-0.16, turn, 0] as const,
    uv: [1 / MENUS.length, 1, menu / MENUS.length, 0] as const,
    color: new THREE.Color(1.5, 1.5, 1.5),
  }));
  const mesh = new THREE.Mesh(lighting.bake(mergeParts(parts)), litMaterial({ map }));
  mesh.name = 'menus';
  return mesh;
}

/** Boxes behind the boards and the menus, so that they have thickness. */
export function signFrames(): Part[] {
  const frames: Part[] = stalls.map(({ x, z }) => ({
    geometry: new THREE.BoxGeometry(0.08, 0.53, 2.56),
    position: [x * (STREET.front - 0.52) + x * 0.045, 2.78, z],
    color: 0x241a14,
  }));
  for (const { x, z, turn } of menuPlaces()) {
    const behind = { rotation: [-0.16, turn, 0], color: 0x6a4a2c } as const;
    const [back, side] = [-0.035 * Math.cos(turn), -0.035 * Math.sin(turn)];
    frames.push({
      geometry: meterBox(0.6, 0.87, 0.05, 0.3),
      position: [x + side, 0.46, z + back],
      ...behind,
    });
  }
  return frames;
}

/** Names bent out of glass tubes, on the houses. Their light goes into the lamps of the street. */
export function createNeons(lighting: Lighting): THREE.Mesh {
  const parts: Part[] = [];
  for (const { text, x, y, z, color, size } of neons) {
    const vertical = text.length <= 6;
    const word = vertical ? [...text].join('\n') : text;
    const { segments, width, height } = textStrokes(word);
    const tube = new THREE.Color(...color);
    const out = x * (STREET.house - 0.75);
    for (const [ax, ay, bx, by] of segments) {
      // vertical names stick out from the wall and face the visitor, long ones lie flat on it
      const place = (px: number, py: number): [number, number, number] =>
        vertical
          ? [out + (px - width / 2) * size, y + (height / 2 - py) * size * 0.72, z]
          : [x * (STREET.house - 0.12), y + (height / 2 - py) * size, z + (px - width / 2) * size * x];
      parts.push(rod(place(ax, ay), place(bx, by), 0.022, 6, tube));
    }
    const dim = tube.clone().multiplyScalar(1 / 3);
    const lampX = vertical ? out : x * (STREET.house - 0.5);
    for (const end of [-0.6, 0.6])
      lighting.lamp(lampX, y + (vertical ? end : 0), z + (vertical ? 0.3 : end), dim, 3.2, 8, 0);
    const reach = vertical ? (height * size * 0.72) / 2 : 0.3;
    lighting.glint(
      x * STREET.house,
      y,
      z,
      vertical ? 0.3 : (width * size) / 2,
      reach,
      tube.clone().multiplyScalar(0.5),
    );
  }
  const mesh = new THREE.Mesh(mergeParts(parts), new THREE.MeshBasicMaterial({ vertexColors: true }));
  mesh.name = 'neon';
  return mesh;
}

/** The dark panels that carry vertical names. */
export function neonPanels(): Part[] {
  return neons
    .filter(({ text }) => text.length <= 6)
    .flatMap(({ text, x, y, z, size }) => {
      const height = (text.length * 9.5 * 0.72 + 1) * size;
      const out = x * (STREET.house - 0.75);
      return [
        {
          geometry: new THREE.BoxGeometry(6.4 * size, height, 0.1),
          position: [out, y, z - 0.1] as const,
          color: 0x14121c,
        },
        rod(
          [out, y + height * 0.3, z - 0.1],
          [x * STREET.house, y + height * 0.3, z - 0.1],
          0.02,
          5,
          0x222228,
        ),
        rod(
          [out, y - height * 0.3, z - 0.1],
          [x * STREET.house, y - height * 0.3, z - 0.1],
          0.02,
          5,
          0x222228,
        ),
      ];
    });
}
