import * as THREE from 'three/webgpu';
import { signTexture } from '../kit/text.ts';
import { paint } from '../kit/textures.ts';

const NOTICE = `TIMES OF ARRIVAL AND DEPARTURE
KESTREL BAY      06:14   07:02   08:48
PORT ORRIN       06:31   07:19   09:05
SALT MARSH       06:52   07:40   09:26
LOW MEADOW       07:08   07:56   09:42
HARBOUR WALL     07:23   08:11   09:57
NORTH LIGHT      07:41   08:29   10:15
ALL TRAINS STOP ON REQUEST & IN ANY WEATHER`;

const CHART = `E
F P
T O Z
L P E D
P E C F D
E D F C Z P
F E L O P Z D
D E F P O T E C`;

export function addPosters(scene: THREE.Scene): void {
  const add = (map: THREE.Texture, width: number, height: number, x: number, y: number, z: number): void => {
    const poster = new THREE.Mesh(
      new THREE.PlaneGeometry(width, height),
      new THREE.MeshLambertMaterial({ map }),
    );
    poster.position.set(x, y, z);
    scene.add(poster);
  };
  add(
    signTexture(NOTICE, {
      width: 1024,
      height: 448,
      ink: [0.1, 0.1, 0.14],
      paper: [0.95, 0.93, 0.86],
      weight: 0.42,
      margin: 0.08,
    }),
    2.7,
    1.18,
    -2.3,
    1.75,
    -3.98,
  );
  add(
    signTexture(CHART, {
      width: 384,
      height: 512,
      ink: [0.05, 0.05, 0.05],
      paper: [0.97, 0.97, 0.97],
      weight: 0.62,
    }),
    0.9,
    1.2,
    -4.4,
    1.75,
    -3.98,
  );
  add(
    signTexture('KESTREL BAY', { width: 512, height: 96, ink: [0.96, 0.95, 0.9], paper: [0.1, 0.22, 0.4] }),
    2.4,
    0.45,
    -2.3,
    2.75,
    -3.98,
  );
  add(zonePlate(), 1, 1, 3.2, 1.8, -5.98);
  add(
    signTexture('PLATFORM 2\nMIND THE STEP', {
      width: 512,
      height: 192,
      ink: [0.1, 0.1, 0.1],
      paper: [0.95, 0.76, 0.2],
    }),
    1.5,
    0.56,
    4.7,
    2.6,
    -5.98,
  );
}

/** Rings that get finer outwards, up to a third of the texture's own limit. */
function zonePlate(): THREE.DataTexture {
  return paint({ key: 'zone plate', width: 512, repeat: false }, (u, v) => {
    const r2 = (u * 2 - 1) ** 2 + (v * 2 - 1) ** 2;
    const ring = 0.5 + 0.5 * Math.cos(r2 * 80);
    return [ring, ring, ring];
  });
}
