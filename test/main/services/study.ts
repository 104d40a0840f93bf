import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '#core/random.ts';
import { createDatabase } from '#main/services/database.ts';
import { opaqueName } from '#main/services/names.ts';
import { logFiles, saveStudy, type Study } from '#main/services/studyFolder.ts';
import { templateProtocol } from '#main/services/protocols.ts';
import type { Draft } from '#studies/cases/case.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { temporaryFolder } from './support.ts';

export const CREATED = '2026-01-01T00:00:00.000Z';

/** The shipped protocol with one reader a group and few cases. */
export function smallProtocol(): Protocol {
  const template = templateProtocol('chexagent-v2');
  const [residents, attendings] = template.groups;
  if (!residents || !attendings) throw new Error('the template has two groups');
  const groups = [
    {
      ...residents,
      readers: 1,
      arms: [
        { arm: 'scratch', cases: 1 },
        { arm: 'model-draft', cases: 2 },
      ],
    },
    {
      ...attendings,
      readers: 1,
      arms: [
        { arm: 'resident-draft', cases: 1 },
        { arm: 'model-draft', cases: 2 },
      ],
    },
  ];
  return { ...template, cases: 4, groups };
}

/** A study folder as `study new` leaves it, but with bytes for images that nobody decodes. */
export async function makeStudy(
  folder = join(temporaryFolder(), 'study'),
  protocol = smallProtocol(),
  draftText = (source: string, number: number) => `Report ${number} of the ${source}.`,
): Promise<string> {
  const random = seededRandom(1);
  const parts: Record<string, unknown> = { 'protocol.json': protocol };
  const drafts: Draft[] = [];
  for (let number = 1; number <= protocol.cases; number++) {
    const id = opaqueName('c', random);
    mkdirSync(join(folder, 'cases', id), { recursive: true });
    const images = [{ file: 'i1.dcm', view: 'PA', prior: false, rows: 2, columns: 2 }];
    parts[`cases/${id}/case.json`] = { format: 1, id, indication: `Cough ${number}`, sex: 'F', age: 40, images };
    parts[`cases/${id}/i1.dcm`] = Buffer.from(`image ${number}`);
    for (const source of ['model', 'resident']) {
      drafts.push({ case: id, source, text: draftText(source, number), provenance: `row ${number}` });
    }
  }
  parts['drafts.json'] = { format: 1, drafts };
  createDatabase(logFiles(folder).log);
  const file: Study['file'] = {
    format: 1,
    id: opaqueName('s', random),
    title: protocol.title,
    state: 'designing',
    created: CREATED,
    hashes: {},
  };
  await saveStudy({ folder, file }, { parts });
  return folder;
}
