// Maps of whole numbers: a word for each pixel, or a byte.

override bytes = false;

fn classIn(word: u32, pixel: u32) -> u32 {
  if (bytes) { return extractBits(word, 8 * (pixel % 4), 8); }
  return word;
}
fn wordOf(pixel: u32) -> u32 {
  if (bytes) { return pixel / 4; }
  return pixel;
}
