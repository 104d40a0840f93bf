import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntime } from '#scripts/runtime.mjs';

/**
 * What a process must be told so that WebGPU runs on SwiftShader, the software Vulkan driver that every Electron runtime
 * brings along; null before set-up has put a runtime in place.
 */
export function swiftShader(): Record<string, string> | null {
  const folder = findRuntime()?.folder ?? '';
  const driver = join(folder, 'vk_swiftshader_icd.json');
  if (!existsSync(driver)) {
    process.stderr.write('no Electron runtime: tests of WebGPU are skipped (run `node scripts/setup.mjs`)\n');
    return null;
  }
  // The Vulkan loader lies in the same folder; the driver wants a folder for its sockets.
  return { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: folder, XDG_RUNTIME_DIR: folder };
}
