import { useFrame } from '@react-three/fiber';
import { useLayoutEffect, useRef } from 'react';
import { Color, Object3D, type Group, type InstancedMesh } from 'three/webgpu';

const strings = 9;
const perString = 64;
const colors = ['#ff8a3d', '#ffd166', '#4cc9f0', '#f72585', '#80ed99'];

/** Strings of beads on wires around an axis: thin lines and small highlights, hard to sample. */
export function Beads({ isMoving }: { isMoving: boolean }): React.JSX.Element {
  const group = useRef<Group>(null);
  const beads = useRef<InstancedMesh>(null);
  useLayoutEffect(() => {
    const place = new Object3D();
    const color = new Color();
    for (let i = 0; i < strings * perString; i++) {
      const turn = ((i % strings) / strings) * Math.PI * 2;
      const along = Math.floor(i / strings) / perString;
      place.position.setFromCylindricalCoords(
        1.1 + 0.5 * Math.sin(along * Math.PI * 4),
        turn + along * 5,
        3 * along - 1.5,
      );
      place.scale.setScalar(0.045 + 0.02 * Math.sin(i * 1.7));
      place.updateMatrix();
      beads.current!.setMatrixAt(i, place.matrix);
      beads.current!.setColorAt(i, color.set(colors[i % colors.length]!));
    }
    beads.current!.instanceMatrix.needsUpdate = true;
  }, []);
  useFrame((_, seconds) => {
    if (isMoving) group.current!.rotation.y += 0.35 * seconds;
  });
  return (
    <group ref={group}>
      <instancedMesh ref={beads} args={[undefined, undefined, strings * perString]} frustumCulled={false}>
        <sphereGeometry args={[1, 20, 14]} />
        <meshStandardMaterial roughness={0.25} metalness={0.1} />
      </instancedMesh>
      <mesh>
        <torusKnotGeometry args={[0.55, 0.012, 600, 8, 5, 7]} />
        <meshStandardMaterial color="#e8edf6" roughness={0.3} metalness={0.6} />
      </mesh>
    </group>
  );
}
