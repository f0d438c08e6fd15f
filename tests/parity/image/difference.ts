import type { Picture } from '@frameloom/image';

/** Largest difference of a channel in steps of 255; colours where alpha is low are left out. */
export async function pictureDifference(picture: Picture, expected: Float32Array): Promise<number> {
  const { width, height, data } = await picture.toPixels();
  const pixels = width * height;
  const channels = expected.length / pixels;
  let most = 0;
  for (let i = 0; i < pixels; i++) {
    const wanted = Array.from({ length: channels }, (_, c) =>
      Math.min(1, Math.max(0, expected[c * pixels + i]!)),
    );
    const alpha = channels === 4 ? wanted[3]! : 1;
    for (let c = 0; c < 3; c++) {
      const got = (data[i * 4 + c]! * data[i * 4 + 3]!) / 255;
      most = Math.max(most, Math.abs(got - Math.min(wanted[c]!, alpha) * 255));
    }
    most = Math.max(most, Math.abs(data[i * 4 + 3]! - alpha * 255));
  }
  return most;
}
