/** The struct of decide.wgsl. */
export type Evidence = {
  share: readonly [number, number];
  seen: readonly [number, number];
  motionError: number;
  flowError: number;
  flowSeen: readonly [number, number];
  flowHolds: boolean;
};

const trust = 0.5;
const sharpness = 60;

/** The maths of decide.wgsl: weights of previous and current along motion, then along flow. */
export function decideReference(e: Evidence): [number, number, number, number] {
  const unseen = (seen: readonly [number, number]): number => (Math.max(...seen) < 1e-3 ? 1 : 0);
  const motion = e.share.map((share, i) => share * (e.seen[i]! + unseen(e.seen)));
  const flow = e.share.map((share, i) => share * (e.flowSeen[i]! + unseen(e.flowSeen)));
  const comparable = Math.max(Math.min(...e.seen), 1 - Math.max(...e.seen));
  const gain = (e.motionError * trust - e.flowError) * comparable;
  const x = Math.min(Math.max(gain * sharpness, 0), 1);
  const byFlow = e.flowHolds ? x * x * (3 - 2 * x) : 0;
  const [m, f] = [motion[0]! + motion[1]!, flow[0]! + flow[1]!];
  return [
    ((1 - byFlow) * motion[0]!) / m,
    ((1 - byFlow) * motion[1]!) / m,
    (byFlow * flow[0]!) / f,
    (byFlow * flow[1]!) / f,
  ];
}
