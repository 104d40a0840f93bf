// What a bare Electron does when it starts: load the app named on the command line.
// `electron [flags] <folder>` or `electron [flags] --app=<folder>`, as the default app of the official download.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as electron from 'electron';

/** What only a default app may set. @typedef {{ [set in 'setVersion' | 'setDesktopName' | 'setAppPath']: (value: string) => void }} Setters */
const app = /** @type {import('electron').App & Setters} */ (electron.app);

const args = process.argv.slice(1);
const flagged = args.find((arg) => arg.startsWith('--app='));
const named = flagged ? flagged.slice('--app='.length) : args.find((arg) => !arg.startsWith('-'));

if (args.includes('--version') || args.includes('-v')) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (named === undefined) {
  process.stderr.write('usage: electron [flags] <folder of the app>\n');
  process.exit(1);
}

const folder = resolve(named);
/** @type {{ name: string, productName?: string, version?: string, main: string }} */
const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setName(about.productName ?? about.name);
app.setVersion(about.version ?? '0.0.0');
app.setDesktopName(`${about.name}.desktop`);
app.setAppPath(folder);
try {
  // Awaited at the top level: Electron gets ready only after this, and the app has to act before.
  await import(pathToFileURL(join(folder, about.main)).href);
} catch (failure) {
  process.stderr.write(`${failure instanceof Error ? failure.stack : String(failure)}\n`);
  process.exit(1);
}
