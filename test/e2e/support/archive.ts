import assert from 'node:assert/strict';
import { copyFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataFolder } from '#test/data.ts';
import { commandJson, commandLine } from './command-line.ts';
import { scratchFolder } from './studies.ts';

/** Films of real archives, and plain pictures; phantoms stand in where the real ones are missing. */
const FILMS = ['dicom/siim_nih_cr_jpeg.dcm', 'dicom/gdcm-CR-MONO1-10-chest.dcm'];
const PICTURES = ['cxr-images/nih_00001369_000.png', 'cxr-images/nih_00013122_000.png'];

export const ARCHIVE_CASES = FILMS.length + PICTURES.length;

/** A new folder with one DICOM film or one PNG for each case. */
export function archiveFolder(): string {
  const folder = scratchFolder('archive');
  const real = dataFolder();
  if (real) for (const file of [...FILMS, ...PICTURES]) copyFileSync(join(real, file), join(folder, basename(file)));
  else writePhantoms(folder);
  return folder;
}

function writePhantoms(folder: string): void {
  const demo = join(scratchFolder('phantoms'), 'study');
  commandJson('study', 'new', demo, '--template', 'demo', '--demo-cases', String(ARCHIVE_CASES));
  for (const [index, name] of readdirSync(join(demo, 'cases')).entries()) {
    const film = join(demo, 'cases', name, 'i1.dcm');
    if (index < FILMS.length) copyFileSync(film, join(folder, `${index}.dcm`));
    else assert.equal(commandLine('dicom', 'render', film, '--out', join(folder, `${index}.png`)).code, 0);
  }
}
