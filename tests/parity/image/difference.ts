import type { Picture } from '@frameloom/image';

/** Largest difference of a channel in steps of 255. */
export async function pictureDifference(picture: Picture, expected: Float32Array): Promise<number> {
  return (await comparePictures(picture, expected)).most;
}

/** Largest difference of a channel in steps of 255, and the peak signal-to-noise ratio, dB. */
export async function comparePictures(
  picture: Picture,
  expected: Float32Array,
): Promise<{ most: number; psnr: number }> {
  const { width, height, data } = await picture.toPixels();
  const pixels = width * height;
  const channels = expected.length / pixels;
  let [most, squares] = [0, 0];
  const add = (difference: number): void => {
    most = Math.max(most, Math.abs(difference));
    squares += difference ** 2 / (pixels * channels);
  };
  for (let i = 0; i < pixels; i++) {
    const wanted = Array.from({ length: channels }, (_, c) =>
      Math.min(1, Math.max(0, expected[c * pixels + i]!)),
    );
    const alpha = channels === 4 ? wanted[3]! : 1;
    for (let c = 0; c < 3; c++) {
      const got = (data[i * 4 + c]! * data[i * 4 + 3]!) / 255;
      add(got - Math.min(wanted[c]!, alpha) * 255);
    }
    if (channels === 4) add(data[i * 4 + 3]! - alpha * 255);
  }
  return { most, psnr: 10 * Math.log10(255 ** 2 / squares) };
}
