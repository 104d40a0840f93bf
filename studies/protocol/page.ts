import { canonicalJson, sha256 } from '#core/digest.ts';
import { pageHtml, pagePdf, type PagePart } from '#core/text/page.ts';
import type { PdfDocument } from '#core/text/pdf.ts';
import type { Design } from './design.ts';
import type { Endpoint, Measure } from './endpoints.ts';
import type { Item, Protocol } from './protocol.ts';

export interface PageAbout {
  /** SHA-256 of protocol.json, byte for byte. */
  readonly hash: string;
  /** When it was fixed, ISO 8601; null of a draft. */
  readonly frozen: string | null;
  /** Number of the version, the first is 1, and why it took the place of the one before. */
  readonly version: number;
  readonly reason: string | null;
  /** What else was fixed with it: what it is, and its hash. */
  readonly parts: readonly (readonly [name: string, hash: string])[];
}

/** A protocol as one page for people, that needs no other file and says nothing that its JSON does not. */
export function protocolPage(protocol: Protocol, about: PageAbout): string {
  return pageHtml(protocol.title.en, partsOf(protocol, about));
}

/** The same page as a document, still to be printed. `made`: ms since 1970. */
export function protocolPdf(protocol: Protocol, about: PageAbout, made: number, version: string): PdfDocument {
  return pagePdf(protocol.title.en, partsOf(protocol, about), made, version);
}

function partsOf(protocol: Protocol, about: PageAbout): PagePart[] {
  const { question, hypotheses = [], instructions, consent, questionnaire, endpoints = [] } = protocol;
  return [
    paragraph(statusOf(about)),
    ...section('Question', paragraph(question.en)),
    ...section('Hypotheses', ...list(hypotheses.map(({ en }) => en))),
    ...section('Task', paragraph(taskWords(protocol))),
    ...section('Arms', table(['arm', 'text that the reader is given'], protocol.arms.map(armCells))),
    ...section(
      'Readers',
      table(
        ['group', 'readers', 'cases of each reader'],
        protocol.groups.map(({ label, readers, arms }) => [
          ...[label.en, readers],
          arms.map(({ arm, cases }) => `${cases} ${arm}`).join(', '),
        ]),
      ),
    ),
    ...section(
      'Cases and order',
      paragraph(`${protocol.cases} cases. ${designWords(protocol.design ?? { kind: 'parallel' })}`),
      ...listWords(protocol).map(paragraph),
      paragraph('Each reader reads in an order drawn by chance from a seed that is sealed with the key.'),
      paragraph(protocol.blinded ? 'Readers are not told where a text comes from.' : 'Readers know the arms.'),
    ),
    ...section('Conduct', ...conductWords(protocol).map(paragraph)),
    ...section('Instructions', ...pageOf(instructions)),
    ...section('Consent', ...pageOf(consent)),
    ...section('Questions', ...questionnaire.flatMap(questionWords)),
    ...section(
      'Endpoints',
      ...(endpoints.length === 0
        ? []
        : [table(ENDPOINT_HEAD, endpoints.map(endpointCells)), paragraph(correction(protocol))]),
    ),
    ...section(
      'Time',
      paragraph(
        'Reading time runs from the moment when images and text are on the screen until Submit, without pauses, sleep, ' +
          `crashes and time away. Where it is capped, pauses between two acts count up to ${protocol.idleCapSeconds} s.`,
      ),
    ),
    ...section(
      'Fixed with this page',
      table(['what', 'SHA-256'], [['protocol.json', about.hash], ...about.parts.map((each) => [...each])]),
    ),
  ];
}

function statusOf({ frozen, version, reason }: PageAbout): string {
  if (frozen === null) return 'Draft: nothing of this is fixed yet.';
  const amended = version > 1 ? ` It replaces version ${version - 1}: ${reason}` : '';
  return `Version ${version}, fixed on ${frozen}.${amended}`;
}

/** Nothing of a section that has no content. */
function section(title: string, ...content: readonly PagePart[]): PagePart[] {
  return content.length === 0 ? [] : [{ kind: 'section', text: title }, ...content];
}

function paragraph(text: string): PagePart {
  return { kind: 'text', text };
}

function list(entries: readonly string[]): PagePart[] {
  return entries.length === 0 ? [] : [{ kind: 'list', entries }];
}

function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): PagePart {
  return { kind: 'table', head, rows };
}

function taskWords({ task, arms }: Protocol): string {
  const one = task === 'rate' ? 'Readers judge texts as they are.' : 'Readers write or edit reports.';
  const two = 'Readers see two texts side by side, change neither and say which is better.';
  return [
    ...(arms.every(({ against }) => against) ? [] : [one]),
    ...(arms.some(({ against }) => against) ? [two] : []),
  ].join(' ');
}

function armCells({ id, drafts, against }: Protocol['arms'][number]): string[] {
  const text = drafts.length === 0 ? 'an empty page' : `the first there is of: ${drafts.join(', ')}`;
  return [id, against ? `${text}; beside it, sides by chance, the first there is of: ${against.join(', ')}` : text];
}

/** SHA-256 of the canonical JSON of instructions or consent, version included. */
export function hashOfPage(page: NonNullable<Protocol['instructions']>): string {
  return sha256(canonicalJson(page));
}

/** Its version and its hash, so that what a reader was shown can be told from what was shown later. */
function pageOf(page: Protocol['instructions']): PagePart[] {
  if (!page) return [];
  return [paragraph(page.text.en), { kind: 'note', text: `Version ${page.version}, SHA-256 ${hashOfPage(page)}` }];
}

function designWords(design: Partial<Design> & Pick<Design, 'kind'>): string {
  const washout = 'washoutDays' in design ? ` At least ${design.washoutDays} days lie between two periods.` : '';
  const strata = design.stratifyBy?.length ? ` Cases are dealt out evenly by ${design.stratifyBy.join(', ')}.` : '';
  return `${DESIGNS[design.kind]}${washout}${strata}`;
}

const DESIGNS: Readonly<Record<Design['kind'], string>> = {
  parallel: 'Each reader reads a sample of the cases, each of them once, in one arm.',
  crossed: 'Every reader reads every case in every arm, one period an arm, by a Latin square over readers and cases.',
  williams: 'Every reader reads every case in every arm, by Williams squares.',
  'latin-square': 'Every reader reads every case once; half of the readers mirror the other half.',
  'split-plot': 'Readers and cases are in blocks; inside a block every reader reads every case in every arm.',
  'incomplete-blocks': 'Some cases are read by all readers, the rest go round; each case once a reader.',
};

function listWords({ practice, repeats }: Protocol): string[] {
  const first =
    practice === undefined ? [] : [`Every list begins with the same ${practice} practice cases, which count nowhere.`];
  if (!repeats) return first;
  const { count, apart, arm } = repeats;
  const distance =
    apart.unit === 'days' ? `${apart.least} days later or more` : `after at least ${apart.least} other reads`;
  const again = `${count} reads of each reader come again ${distance}, in ${arm === 'same' ? 'the same' : 'another'} arm.`;
  return [...first, `${again} They tell how far readers agree with themselves and count in no comparison of arms.`];
}

function conductWords({ enrolment = 'pin', sessions, unblinding }: Protocol): string[] {
  return [
    ...(sessions ? [restWords(sessions)] : []),
    enrolment === 'pin'
      ? 'Readers sign in with a PIN that they are given.'
      : 'Readers sign in with a PIN that they choose themselves, after a one-time code.',
    unblinding?.people === 2
      ? 'The sealed key is opened by two people together, who confirm it by name, with a reason.'
      : 'The sealed key is opened by one person, with a reason.',
  ];
}

function restWords({ mostReads, mostMinutes, breakMinutes }: NonNullable<Protocol['sessions']>): string {
  const limits = [
    mostReads === undefined ? '' : `${mostReads} reads`,
    mostMinutes === undefined ? '' : `${mostMinutes} minutes`,
  ];
  const after = limits.filter(Boolean).join(' or ');
  return `After ${after} readers rest for at least ${breakMinutes} minutes; they can end that early with a reason.`;
}

function questionWords(item: Item, index: number): PagePart[] {
  const asked = [
    { always: 'always', draft: 'where a text was given', pair: 'where two texts were shown' }[item.asked],
    item.moment === 'before' ? 'before Submit, beside the report' : 'after Submit',
    item.when ? `only after ${item.when.answers.join(' or ')} in ${item.when.item}` : '',
    { yes: 'must be answered', no: 'may be left out', edited: 'must be answered where the text was changed' }[
      item.required
    ],
  ];
  return [
    { kind: 'heading', text: `${index + 1}. ${item.label.en}` },
    { kind: 'note', text: `${item.id}: ${asked.filter(Boolean).join('; ')}` },
    ...list(answersOf(item)),
  ];
}

function answersOf(item: Item): string[] {
  switch (item.type) {
    case 'choices':
      return item.options.map(({ label, heading, exclusive }) =>
        [heading ? `${heading.en}: ` : '', label.en, exclusive ? ' (alone)' : ''].join(''),
      );
    case 'scale':
      return item.steps.map(({ value, label }) => `${label.en} (${value})`);
    case 'number':
      return [`${item.least} to ${item.most} in steps of ${item.step}${item.unit ? ` ${item.unit.en}` : ''}`];
    case 'sides':
      return ['A', 'B', 'No difference'];
    case 'text':
      return [];
  }
}

const ENDPOINT_HEAD = ['endpoint', 'role', 'group', 'compared', 'measure', 'method', 'margin'];

function endpointCells({
  id,
  role,
  group,
  arms,
  measure,
  method,
  margin,
  randomEffects,
  confidence,
}: Endpoint): string[] {
  const effects =
    randomEffects.length > 0 && method !== 'mann-whitney'
      ? ` with ${randomEffects.join(' and ')} as random effects`
      : '';
  return [
    ...[id, role, group, arms[0] === arms[1] ? `the two texts of ${arms[0]}` : `${arms[1]} against ${arms[0]}`],
    measureWords(measure),
    `${method}${effects}, ${confidence * 100} % interval`,
    margin ? `${margin.test} within ${margin.size}` : 'none',
  ];
}

function measureWords(measure: Measure): string {
  const { kind, ...rest } = measure;
  return [kind, ...Object.values(rest).flat()].join(' ');
}

function correction({ multiplicity = 'none' }: Protocol): string {
  return multiplicity === 'none'
    ? 'P-values are not corrected for their number.'
    : `P-values are corrected by the method of ${multiplicity}, primary and secondary endpoints apart.`;
}
