/**
 * Called before the first adapter where few shaders run often: lavapipe is several times faster at that, where it was
 * fetched, and SwiftShader at compiling. A browser takes its own driver.
 */
export function takeLavapipe(): void {
  const env = globalThis.process?.env ?? {};
  if (env['FRAMELOOM_LAVAPIPE']) env['VK_ICD_FILENAMES'] = env['FRAMELOOM_LAVAPIPE'];
}
