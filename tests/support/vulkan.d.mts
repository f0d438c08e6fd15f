export function chooseVulkanDriver(
  env?: Record<string, string | undefined>,
): 'native' | 'given' | 'hardware' | 'swiftshader' | 'none';
export function hasVulkanLoader(): boolean;
