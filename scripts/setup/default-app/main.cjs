// What a bare Electron does when it starts: load the app named on the command line.
// `electron [flags] <folder>` or `electron [flags] --app=<folder>`, as the default app of the official download.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { app } = require('electron');

const args = process.argv.slice(1);
const flagged = args.find((arg) => arg.startsWith('--app='));
const named = flagged ? flagged.slice('--app='.length) : args.find((arg) => !arg.startsWith('-'));

if (args.includes('--version') || args.includes('-v')) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
} else if (named === undefined) {
  process.stderr.write('usage: electron [flags] <folder of the app>\n');
  process.exit(1);
} else {
  start(resolve(named));
}

function start(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setName(about.productName ?? about.name);
  app.setVersion(about.version ?? '0.0.0');
  app.setDesktopName(`${about.name}.desktop`);
  app.setAppPath(folder);
  import(pathToFileURL(join(folder, about.main)).href).catch((failure) => {
    process.stderr.write(`${failure instanceof Error ? failure.stack : failure}\n`);
    process.exit(1);
  });
}
