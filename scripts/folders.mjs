import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The user's cache folder for chexstudy, outside the repository: a runtime is fetched once for all clones. */
export function cacheFolder() {
  if (process.env['XDG_CACHE_HOME']) return join(process.env['XDG_CACHE_HOME'], 'chexstudy');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'chexstudy');
  if (process.platform === 'win32' && process.env['LOCALAPPDATA']) {
    return join(process.env['LOCALAPPDATA'], 'chexstudy', 'Cache');
  }
  return join(homedir(), '.cache', 'chexstudy');
}
