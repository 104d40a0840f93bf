import type { ModelManifest } from '../architecture.ts';
import type { CheckpointFolder } from './files.ts';

const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:\.(?:txt|md))?$/i;
const CARD = 'README.md';

/** The licence as the snapshot carries it: its licence file, else what the card's header names; never our own guess. */
export async function readLicence(folder: CheckpointFolder): Promise<ModelManifest['licence']> {
  const card = folder.names.includes(CARD) ? await folder.text(CARD) : '';
  const header = /^---\r?\n([\s\S]*?)\r?\n---/.exec(card)?.[1] ?? '';
  const name = /^licen[cs]e:[ \t]*["']?([^"'\r\n]+)/m.exec(header)?.[1]?.trim();
  const file = folder.names.find((entry) => LICENCE_FILE.test(entry));
  const text = file ? await folder.text(file) : '';
  if (!name && !file) {
    return { name: 'unknown', text: 'The snapshot carries no licence: ask its publisher before any use.' };
  }
  return { name: name ?? 'see the text', text: text || `${CARD} of the snapshot names the licence ${name}.` };
}
