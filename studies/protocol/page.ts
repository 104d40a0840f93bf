import { canonicalJson, sha256 } from '#core/digest.ts';
import { escapeHtml, htmlTable } from '#core/text/html.ts';
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
  const { title, question, hypotheses = [], instructions, consent, questionnaire, endpoints = [] } = protocol;
  const parts = [
    `<h1>${escapeHtml(title.en)}</h1>`,
    paragraph(statusOf(about)),
    section('Question', paragraph(question.en)),
    section('Hypotheses', list(hypotheses.map(({ en }) => en))),
    section('Task', paragraph(taskWords(protocol))),
    section('Arms', htmlTable(['arm', 'text that the reader is given'], protocol.arms.map(armCells))),
    section(
      'Readers',
      htmlTable(
        ['group', 'readers', 'cases of each reader'],
        protocol.groups.map(({ label, readers, arms }) => [
          ...[label.en, readers],
          arms.map(({ arm, cases }) => `${cases} ${arm}`).join(', '),
        ]),
      ),
    ),
    section(
      'Cases and order',
      paragraph(`${protocol.cases} cases. ${designWords(protocol.design ?? { kind: 'parallel' })}`) +
        listWords(protocol).map(paragraph).join('') +
        paragraph('Each reader reads in an order drawn by chance from a seed that is sealed with the key.') +
        paragraph(protocol.blinded ? 'Readers are not told where a text comes from.' : 'Readers know the arms.'),
    ),
    section('Conduct', conductWords(protocol).map(paragraph).join('\n')),
    section('Instructions', pageOf(instructions)),
    section('Consent', pageOf(consent)),
    section('Questions', questionnaire.map(questionWords).join('\n')),
    section(
      'Endpoints',
      endpoints.length === 0
        ? ''
        : htmlTable(ENDPOINT_HEAD, endpoints.map(endpointCells)) + paragraph(correction(protocol)),
    ),
    section(
      'Time',
      paragraph(
        'Reading time runs from the moment when images and text are on the screen until Submit, without pauses, sleep, ' +
          `crashes and time away. Where it is capped, pauses between two acts count up to ${protocol.idleCapSeconds} s.`,
      ),
    ),
    section(
      'Fixed with this page',
      htmlTable(['what', 'SHA-256'], [['protocol.json', about.hash], ...about.parts.map((each) => [...each])]),
    ),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title.en)}</title><style>${STYLE}</style></head>
<body>
${parts.filter(Boolean).join('\n')}
</body></html>
`;
}

const STYLE =
  'body{font:15px/1.45 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccd2d8;' +
  'vertical-align:top;overflow-wrap:anywhere}h2{margin-top:2rem}.note{color:#4a525a;font-size:.85rem}';

function statusOf({ frozen, version, reason }: PageAbout): string {
  if (frozen === null) return 'Draft: nothing of this is fixed yet.';
  const amended = version > 1 ? ` It replaces version ${version - 1}: ${reason}` : '';
  return `Version ${version}, fixed on ${frozen}.${amended}`;
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<h2>${title}</h2>\n${content}`;
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
}

function list(entries: readonly string[]): string {
  return entries.length === 0 ? '' : `<ol>${entries.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ol>`;
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
function pageOf(page: Protocol['instructions']): string {
  if (!page) return '';
  const note = `<p class="note">Version ${escapeHtml(page.version)}, SHA-256 ${hashOfPage(page)}</p>`;
  return paragraph(page.text.en) + note;
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

function conductWords({ enrolment = 'pin', unblinding }: Protocol): string[] {
  return [
    enrolment === 'pin'
      ? 'Readers sign in with a PIN that they are given.'
      : 'Readers sign in with a PIN that they choose themselves, after a one-time code.',
    unblinding?.people === 2
      ? 'The sealed key is opened by two people together, who confirm it by name, with a reason.'
      : 'The sealed key is opened by one person, with a reason.',
  ];
}

function questionWords(item: Item, index: number): string {
  const asked = [
    { always: 'always', draft: 'where a text was given', pair: 'where two texts were shown' }[item.asked],
    item.moment === 'before' ? 'before Submit, beside the report' : 'after Submit',
    item.when ? `only after ${item.when.answers.join(' or ')} in ${item.when.item}` : '',
    { yes: 'must be answered', no: 'may be left out', edited: 'must be answered where the text was changed' }[
      item.required
    ],
  ];
  const note = `<p class="note">${escapeHtml(`${item.id}: ${asked.filter(Boolean).join('; ')}`)}</p>`;
  return `<h3>${index + 1}. ${escapeHtml(item.label.en)}</h3>${note}${list(answersOf(item))}`;
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
