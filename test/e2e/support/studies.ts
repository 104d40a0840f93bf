import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Protocol } from '#studies/protocol/protocol.ts';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { commandJson } from './command-line.ts';

/** A study that is open for one reader. */
export interface OpenStudy {
  readonly folder: string;
  readonly identity: string;
  readonly title: string;
  readonly code: string;
  readonly pin: string;
}

/** Pixels: films that are quickly made. */
export const DEMO_SIZE = 256;

export interface TableCase {
  readonly id: string;
  readonly file: string;
  readonly indication: string;
  readonly draft: string;
  /** The other text where two stand side by side. */
  readonly resident?: string;
}

export function scratchFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `chexstudy-${name}-`));
}

const scale = { type: 'scale', required: 'yes', moment: 'before' };
const steps = ['Slightly', 'Clearly', 'By far'].map((en, index) => ({ value: index + 1, label: { en } }));

/** Where two texts stand side by side: which is better, and how much; and beside a report how sure the reader is. */
const PAIRS = {
  arms: [...demo.arms, { id: 'side-by-side', drafts: ['model'], against: ['resident'] }],
  questionnaire: [
    {
      id: 'better',
      type: 'sides',
      label: { en: 'Which text is better?' },
      asked: 'pair',
      required: 'yes',
      moment: 'before',
    },
    {
      ...scale,
      id: 'better-by',
      label: { en: 'How much better?' },
      asked: 'pair',
      when: { item: 'better', answers: ['a', 'b'] },
      steps,
    },
    { ...scale, id: 'sure', label: { en: 'How sure are you of the findings?' }, asked: 'draft', steps },
    ...demo.questionnaire,
  ],
};

/** What of the conduct differs from the demonstration. */
type Conduct = Pick<Protocol, 'practice' | 'sessions'>;

/** A protocol for one resident with so many cases in each arm, and the paper's questions. */
function oneReaderProtocol(
  folder: string,
  title: string,
  arms: Readonly<Record<string, number>>,
  conduct: Conduct,
): string {
  const protocol = {
    ...demo,
    ...('side-by-side' in arms ? PAIRS : {}),
    ...conduct,
    title: { en: title },
    groups: [
      {
        id: 'residents',
        label: { en: 'Residents' },
        readers: 1,
        arms: Object.entries(arms).map(([arm, cases]) => ({ arm, cases })),
      },
    ],
    cases: Object.values(arms).reduce((sum, cases) => sum + cases, 0),
    // The demonstration's compare arms that this reader may not have.
    endpoints: [],
  };
  const file = join(folder, 'protocol.json');
  writeFileSync(file, JSON.stringify(protocol));
  return file;
}

/** Makes, allocates and opens a study by the command line: from a table in the official layout, or of synthetic cases. */
export function openStudy(
  title: string,
  arms: Readonly<Record<string, number>>,
  table?: { images: string; cases: readonly TableCase[] },
  conduct: Conduct = {},
): OpenStudy {
  const place = scratchFolder('study');
  const folder = join(place, 'study');
  const protocol = oneReaderProtocol(place, title, arms, conduct);
  commandJson('study', 'new', folder, '--protocol', protocol, ...caseOptions(place, arms, table));
  commandJson('study', 'allocate', folder, '--seed', '5');
  const [reader] = commandJson<{ code: string; pin: string }[]>('study', 'open', folder);
  if (!reader) throw new Error('the study has no reader');
  return { folder, identity: `${folder}.identity.txt`, title, ...reader };
}

function caseOptions(
  place: string,
  arms: Readonly<Record<string, number>>,
  table?: { images: string; cases: readonly TableCase[] },
): string[] {
  const wanted = Object.values(arms).reduce((sum, cases) => sum + cases, 0);
  if (!table) return ['--demo-cases', String(wanted), '--demo-size', String(DEMO_SIZE)];
  const rows = table.cases.map(({ id, file, indication, draft, resident = '' }) => ({
    sample_id: id,
    study_id: id,
    images: `[['PA', '${file}']]`,
    indication,
    candidate: draft,
    resident,
    reference: `Reference report of ${id}.`,
  }));
  const csv = join(place, 'cases.csv');
  writeFileSync(csv, stringify(rows, { header: true }));
  return ['--from-csv', csv, '--images', table.images];
}

/** Makes studies known to the app of a user data folder, as if they had been added there before. */
export function knowStudy(userData: string, ...known: readonly Pick<OpenStudy, 'folder' | 'title'>[]): void {
  const studies = known.map(({ folder, title }, index) => ({
    key: `${index}`,
    folder,
    title: { en: title },
    demo: null,
  }));
  writeFileSync(join(userData, 'library.json'), JSON.stringify({ format: 1, studies }));
}

/** A folder of user data for what is no first start: no demonstration study is drawn and drafted beside the test. */
export function usedBefore(): string {
  const userData = scratchFolder('user');
  knowStudy(userData, { folder: join(userData, 'taken-away'), title: 'Taken away' });
  return userData;
}

interface ListedRead {
  readonly id: string;
  readonly case: string;
  readonly position: number;
  readonly text: string | null;
  readonly sides?: [string, string];
}

/** The initial texts by read, in the reader's order, as the study's lists have them. */
export function readingList(folder: string): ListedRead[] {
  const { reads } = JSON.parse(readFileSync(join(folder, 'reads.json'), 'utf8')) as { reads: ListedRead[] };
  return reads.sort((a, b) => a.position - b.position);
}
