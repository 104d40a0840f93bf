import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode as decodePng, encode as encodePng } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { failureWords } from '#core/messages/messages.ts';
import { warningWords } from '#core/messages/warnings.ts';
import { seededRandom } from '#core/random.ts';
import { runCommandLine } from '#main/commands/program.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy } from '#main/services/createStudy.ts';
import { lookAtIntake, suggested, type Intake } from '#main/services/intake/intake.ts';
import { caseIds, openStudy, readCase, readDrafts } from '#main/services/studyFolder.ts';
import { film, PLANTED } from '../films.ts';
import { CREATED, smallProtocol } from '../study.ts';
import { temporaryFolder } from '../support.ts';
import { hospitalFiles, zipped } from './given.ts';

const disc = join(import.meta.dirname, '../../../golden/intake/disc');

function written(files: Record<string, Uint8Array | string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function look(path: string): Promise<Intake> {
  const intake = await lookAtIntake(path, await loadCodecs(), () => {});
  await intake.source.close();
  return intake;
}

describe('an intake of a folder', () => {
  it('finds cases with priors and texts, and tells every file that it could not use', async () => {
    const folder = written(await hospitalFiles());
    symlinkSync('/etc', join(folder, 'link'));
    const intake = await look(folder);
    const plan = intake.plan('patient');
    const films = plan.cases.map((each) => each.films.map(({ file, prior, problem }) => [file, prior, problem?.code]));
    expect(films).toEqual([
      [
        ['one/copy.dcm', false, undefined],
        ['one/earlier.dcm', true, undefined],
      ],
      [
        ['two/frontal.dcm', false, undefined],
        ['two/lateral.dcm', false, undefined],
        ['two/empty.dcm', false, 'dicom-no-image'],
      ],
    ]);
    expect(plan.cases.map(({ indication, drafts }) => [indication.text, drafts.map(({ text }) => text)])).toEqual([
      ['Cough.', ['FINDINGS: Seen with Sentinel.']],
      ['', ['Clear lungs.']],
    ]);
    expect(plan.cases[0]?.warnings).toEqual([
      { code: 'identifier-in-text', detail: { kind: 'name', count: 1, where: 'reference' } },
    ]);
    expect(plan.copies).toEqual(['one/current.dcm']);
    const told = plan.problems.map(({ code, detail }) => [code, detail['file']]);
    expect(told).toEqual([
      ['intake-file', 'link'],
      ['dicom-not', 'notes.dcm'],
      ['dicom-truncated', 'two/cut.dcm'],
      ['dicom-no-image', 'two/empty.dcm'],
      ['report-unmatched', 'reports/lost.txt'],
    ]);
    expect(plan.counts).toEqual({ films: 5, reports: 3, tables: 0, indexes: 0, others: 2, broken: 4 });
    expect(plan.removed).toContainEqual({ tag: '00100010', name: "Patient's Name", images: 5 });
    const thumbnail = decodePng(intake.scan.thumbnails.get('two/frontal.dcm') ?? new Uint8Array());
    expect([thumbnail.width, thumbnail.height, thumbnail.data[0]]).toEqual([6, 8, 0]);
  });

  it('becomes a study that holds what the plan said, and nothing that identifies', async () => {
    const path = written(await hospitalFiles());
    const codecs = await loadCodecs();
    const intake = await lookAtIntake(path, codecs, () => {});
    const plan = intake.plan('patient');
    const folder = join(temporaryFolder(), 'study');
    const report = await createStudy(folder, {
      protocol: smallProtocol(),
      source: intake.cases(plan, { taken: suggested(plan), mask: true }),
      codecs,
      random: seededRandom(1),
      created: CREATED,
      progress: () => {},
    });
    await intake.source.close();
    expect(report).toMatchObject({ cases: 2, images: 4, drafts: 2, problems: [] });
    const study = await openStudy(folder);
    const cases = await Promise.all(caseIds(study).map((id) => readCase(study, id)));
    expect(cases.map(({ images }) => images.map(({ view, prior }) => [view, prior])).sort()).toEqual(
      [
        [
          ['PA', false],
          ['AP', true],
        ],
        [
          ['PA', false],
          ['LATERAL', false],
        ],
      ].sort(),
    );
    expect((await readDrafts(study)).map(({ text }) => text).sort()).toEqual([
      'Clear lungs.',
      'FINDINGS: Seen with ___.',
    ]);
    expect((await readDrafts(study)).map(({ provenance }) => provenance).sort()).toEqual([
      'FHIR DiagnosticReport',
      'plain text',
    ]);
    const parts = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of parts) {
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      for (const secret of [PLANTED.PatientID, 'ONE-1', PLANTED.AccessionNumber, '1.2.3.5555', 'earlier.dcm']) {
        expect(content.includes(secret), `${secret} in ${entry.name}`).toBe(false);
      }
    }
  });

  it('takes plain pictures, and films of another part only when asked', async () => {
    const data = Uint8Array.from({ length: 64 * 48 }, (_, at) => at % 251);
    const png = encodePng({ width: 48, height: 64, data, depth: 8, channels: 1 });
    const folder = written({ 'pa.png': png, 'knee.dcm': await film(1, { BodyPartExamined: 'KNEE' }) });
    const plan = (await look(folder)).plan('patient');
    expect(plan.cases.map(({ taken, films: [first] }) => [taken, first?.view, first?.warnings])).toEqual([
      [false, 'PA', ['body-part-wrong']],
      [true, 'PA', ['picture']],
    ]);
    for (const code of ['picture', 'body-part-wrong'] as const) expect(warningWords(code)).toMatch(/^[A-Z]/);
  });

  it('of nothing usable says so', async () => {
    await expect(look(written({ 'a.txt': 'Report.' }))).rejects.toMatchObject({ code: 'intake-empty' });
    await expect(look(written({ 'a.dcm': 'x' }))).rejects.toMatchObject({ code: 'dicom-not' });
    await expect(look('/nowhere/at/all')).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('an intake of a disc', () => {
  it('reads what the DICOMDIR names, with the report in it', async () => {
    const intake = await look(join(disc, 'DICOMDIR'));
    const { cases, problems } = intake.plan('patient');
    expect(intake.source).toMatchObject({ kind: 'dicomdir', name: 'disc' });
    expect(cases.map(({ films }) => films.map(({ file, view }) => [file, view]))).toEqual([
      [
        ['FILMS/IM0001', 'PA'],
        ['FILMS/IM0002', 'LATERAL'],
      ],
    ]);
    expect(cases[0]).toMatchObject({
      indication: { text: 'Cough, naïve to treatment.' },
      drafts: [{ source: 'reference' }],
    });
    expect(problems).toEqual([]);
  });

  it('tells files that are named and missing, in a folder too', async () => {
    const one = readFileSync(join(disc, 'FILMS/IM0001'));
    const folder = written({ DICOMDIR: readFileSync(join(disc, 'DICOMDIR')), 'films/im0001': one });
    for (const path of [folder, join(folder, 'DICOMDIR')]) {
      const { problems, cases } = (await look(path)).plan('patient');
      expect(cases).toHaveLength(1);
      expect(problems.map((each) => failureWords(each)).sort()).toEqual([
        'DICOMDIR names a file that is not there: FILMS/IM0002',
        'DICOMDIR names a file that is not there: REPORT',
      ]);
    }
  });
});

describe('an intake of a table', () => {
  it('reads the films that it names, and no other', async () => {
    const folder = written({
      'cases.csv': 'case,file,report\nk,sub/a.dcm,Normal.\nk,gone.dcm,\n',
      'sub/a.dcm': await film(1),
      'other.dcm': await film(2),
    });
    const { cases, problems, counts } = (await look(join(folder, 'cases.csv'))).plan('patient');
    expect(cases.map(({ films, drafts }) => [films.map(({ file }) => file), drafts[0]?.text])).toEqual([
      [['sub/a.dcm'], 'Normal.'],
    ]);
    expect(problems).toMatchObject([{ code: 'csv-image-missing', detail: { image: 'gone.dcm' } }]);
    expect(counts).toMatchObject({ films: 1, tables: 1 });
  });
});

describe('study intake', () => {
  it('prints cases and doubts without a word of the texts, and study new takes the same', async () => {
    const place = temporaryFolder();
    const zip = join(place, 'given.zip');
    writeFileSync(zip, zipped(await hospitalFiles()));
    const said = { out: '', err: '' };
    const output = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      isTerminal: false,
      now: () => 1_800_000_000_000,
    };
    expect(await runCommandLine(['study', 'intake', zip, '--json'], output)).toBe(0);
    const plan = JSON.parse(said.out) as { cases: { drafts: unknown[]; films: unknown[] }[]; problems: unknown[] };
    expect(plan.cases.map(({ films }) => films.length)).toEqual([2, 3]);
    expect(plan.cases[0]?.drafts).toEqual([
      { source: 'reference', provenance: 'FHIR DiagnosticReport', characters: 29, identifiers: ['name'] },
    ]);
    expect(said.out).not.toMatch(/Sentinel|ONE-1|MRN-|ACC-/);
    said.out = '';
    expect(await runCommandLine(['study', 'intake', zip, '--each-study'], output)).toBe(0);
    expect(said.out).toMatch(/^case {2}taken {2}films {2}priors/);
    expect(said.out.split('\n').filter((line) => /^ +\d/.test(line))).toHaveLength(3);
    expect(said.err).toMatch(/left out: notes.dcm: not a DICOM file/);
    said.out = '';
    const made = ['study', 'new', join(place, 'study'), '--intake', zip, '--seed', '1', '--json'];
    expect(await runCommandLine(made, output)).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({ cases: 2, images: 4, drafts: 2, problems: [] });
    expect(await runCommandLine([...made, '--demo-cases', '2'], output)).toBe(1);
  });
});
