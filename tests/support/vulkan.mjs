// Which Vulkan driver Dawn uses on Linux: the machine's GPU, else the SwiftShader that browsers ship.
// macOS and Windows need nothing, Dawn uses Metal and Direct3D there.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findSwiftShader } from './find-browser.mjs';

const softwareDrivers = /lvp|swiftshader|llvmpipe|gfxstream|virtio|dzn/i;

/**
 * Points the Vulkan loader at a driver through the environment. Must run before the driver is loaded: at the top of a
 * config file for child processes, or before `webgpu` makes its first adapter in this one. A driver chosen by hand
 * (`VK_ICD_FILENAMES`, `VK_DRIVER_FILES`) stays.
 */
export function chooseVulkanDriver(env = process.env) {
  if (process.platform !== 'linux') return 'native';
  if (env.VK_ICD_FILENAMES || env.VK_DRIVER_FILES) return 'given';
  if (hasHardwareVulkan()) return 'hardware';
  const manifest = findSwiftShader(env);
  if (!manifest) return 'none';
  env.VK_ICD_FILENAMES = manifest;
  if (!hasVulkanLoader() && existsSync(join(dirname(manifest), 'libvulkan.so.1'))) {
    // Only processes started from here on see it; the dynamic linker reads the variable once.
    env.LD_LIBRARY_PATH = [dirname(manifest), env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  return 'swiftshader';
}

/** Whether libvulkan.so.1 is where the dynamic linker looks. */
export function hasVulkanLoader() {
  const folders = ['/lib', '/usr/lib', '/usr/lib64', '/lib64', '/usr/local/lib'];
  for (const arch of ['x86_64', 'aarch64'])
    folders.push(`/usr/lib/${arch}-linux-gnu`, `/lib/${arch}-linux-gnu`);
  return folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')));
}

function hasHardwareVulkan() {
  const nodes = existsSync('/dev/dri')
    ? readdirSync('/dev/dri').some((name) => name.startsWith('renderD'))
    : false;
  if (!nodes && !existsSync('/dev/nvidiactl')) return false;
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
  const manifests = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  const hardware = manifests.filter((name) => name.endsWith('.json') && !softwareDrivers.test(name));
  return nodes ? hardware.length > 0 : hardware.some((name) => name.includes('nvidia'));
}
