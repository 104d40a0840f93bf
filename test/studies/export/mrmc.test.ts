import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { parseImrmc } from '#core/stats/mrmc/imrmcText.ts';
import { writeBundle, type BundleInput } from '#studies/export/bundle.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';

const input = simulatedStudy();

/** The study with a reference text for each case: every second one says that there is an effusion. */
const known: BundleInput = {
  ...input,
  key: input.key && {
    ...input.key,
    drafts: [...new Set(input.lists.reads.map((read) => read.case))].sort().map((name, index) => ({
      case: name,
      source: 'reference',
      text: index % 2 === 0 ? 'There is a small left pleural effusion.' : 'No pleural effusion.',
      provenance: 'test',
    })),
  },
};

async function filesOf(study: BundleInput): Promise<Map<string, string>> {
  const { sink, files } = memorySink();
  await writeBundle(study, sink);
  return new Map([...files].map(([name, content]) => [name, Buffer.from(content).toString('utf8')]));
}

test('with truth, iMRMC and MRMCaov hold the same readings, in the layout that iMRMC and RJafroc ask for', async () => {
  const files = await filesOf(known);
  const text = files.get('imrmc.imrmc') ?? '';
  const readings = parseImrmc(text, 'imrmc.imrmc');
  expect(text).toContain('Pleural Effusion');
  expect(text).not.toContain('\r');
  expect(new Set(readings.map(({ diseased }) => diseased)).size).toBe(2);
  expect(readings.every((each) => /^\d+$/.test(each.case) && [0, 1].includes(each.score))).toBe(true);
  const rows: Record<string, string>[] = parse(files.get('mrmcaov.csv') ?? '', { columns: true });
  expect(
    rows.map(({ reader, treatment, case_number, truth, rating }) => [reader, treatment, case_number, truth, rating]),
  ).toEqual(
    readings.map((each) => [
      ...[each.reader, each.modality, each.case],
      ...[Number(each.diseased), each.score].map(String),
    ]),
  );
  const reads: Record<string, string>[] = parse(files.get('reads.csv') ?? '', { columns: true });
  expect(rows.length).toBe(reads.filter((read) => read['final_text'] !== '').length);
});

test('without truth both files are left out and the readme says why', async () => {
  const files = await filesOf({ ...input, key: input.key && { ...input.key, drafts: [] } });
  expect([files.has('imrmc.imrmc'), files.has('mrmcaov.csv')]).toEqual([false, false]);
  expect(files.get('README.txt')).toContain('no case has a text of the source reference');
  const blinded = await filesOf({ ...input, key: null });
  expect(blinded.get('README.txt')).toContain('Left out: readings for iMRMC and MRMCaov, since the study is blinded');
});
