import type { AllocationKey } from '../allocation/lists.ts';
import type { Analysis } from '../analysis/analyse.ts';
import type { Protocol } from '../protocol/protocol.ts';
import claim from './checklists/claim.json' with { type: 'json' };
import decideAi from './checklists/decideAi.json' with { type: 'json' };
import miClearLlm from './checklists/miClearLlm.json' with { type: 'json' };

interface ChecklistInput {
  readonly title: string;
  readonly simulated: boolean;
  readonly version: string;
  readonly protocol: Protocol;
  readonly key: AllocationKey | null;
  readonly analysis: Analysis;
  readonly hashes: Readonly<Record<string, string>>;
}

interface Checklist {
  readonly name: string;
  readonly source: string;
  readonly items: readonly { readonly number: string; readonly about: string; readonly known: string | null }[];
}

const TO_WRITE = 'To be written by a person: the program does not know it.';

/** Items of reporting guidelines in our own words, filled in as far as the study itself tells; by file name. */
export function checklistPages(input: ChecklistInput): [name: string, content: string][] {
  const known = knownOf(input);
  return [
    ['mi-clear-llm.md', page(miClearLlm, input, known)],
    ['decide-ai.md', page(decideAi, input, known)],
    ['claim.md', page(claim, input, known)],
  ];
}

function page(
  { name, source, items }: Checklist,
  { title, simulated }: ChecklistInput,
  known: Map<string, string>,
): string {
  return [
    `# ${name}: ${title}`,
    '',
    `Items in our own words after ${source}. What the program knows is filled in; check it before you publish.`,
    ...(simulated ? ['', 'SIMULATED READERS: nobody read these cases.'] : []),
    '',
    '| item | what to report | from this study |',
    '| --- | --- | --- |',
    ...items.map(
      (item) => `| ${[item.number, item.about, known.get(item.known ?? '') ?? TO_WRITE].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** What the study tells, by the names that the items use. */
function knownOf({ title, version, protocol, key, analysis, hashes }: ChecklistInput): Map<string, string> {
  const { groups, endpoints = [], questionnaire } = protocol;
  const made = [
    ...new Set((key?.drafts ?? []).filter(({ source }) => source === 'model').map((each) => each.provenance)),
  ];
  const model = made.slice(0, 3).join('; ') + (made.length > 3 ? `; and ${made.length - 3} more in the key` : '');
  const reads = analysis.arms.reduce((sum, arm) => sum + arm.reads, 0);
  const planned = analysis.arms.reduce((sum, arm) => sum + arm.readsPlanned, 0);
  const agreement = analysis.ratings.flatMap(({ group, arm, item, icc }) =>
    icc === null ? [] : `${group}, ${arm}, ${item}: ICC ${icc.toFixed(3)}`,
  );
  const accepted = analysis.arms.flatMap(({ group, arm, unchanged, kept }) =>
    unchanged === null ? [] : `${group}, ${arm}: ${percent(unchanged)} unchanged, ${percent(kept)} of the words kept`,
  );
  const results = analysis.endpoints.map(({ id, scale, estimate, ciLow, ciHigh, notes }) =>
    estimate === null
      ? `${id}: not computed (${notes.join('; ')})`
      : `${id}: ${scale} ${estimate.toFixed(3)}${ciLow === null || ciHigh === null ? '' : ` (${ciLow.toFixed(3)} to ${ciHigh.toFixed(3)})`}`,
  );
  const facts: [string, string][] = [
    ['title', title],
    ['question', protocol.question.en],
    [
      'protocol',
      `Protocol fixed before the first read, SHA-256 ${hashes['protocol.json'] ?? 'unknown'}; registration and approval: to be written.`,
    ],
    [
      'numbers',
      `${groups.map(({ label, readers }) => `${readers} ${label.en}`).join(', ')}; ${protocol.cases} cases. How they were chosen and trained: to be written.`,
    ],
    [
      'procedure',
      `Reading in chexstudy ${version}, offline; ${protocol.blinded ? 'readers did not know the source of a draft' : 'readers knew the source of a draft'}; cases in random order. Setting: to be written.`,
    ],
    [
      'endpoints',
      endpoints.map(({ id, role, measure, method }) => `${id} (${role}): ${measure.kind}, ${method}`).join('; '),
    ],
    [
      'setting',
      'Prospective reading of cases that were there before: every act of the readers was recorded as it happened.',
    ],
    [
      'goal',
      endpoints
        .map(({ id, role, margin }) => `${id}: ${margin ? `${margin.test} at ${margin.size}` : 'difference'} (${role})`)
        .join('; '),
    ],
    [
      'deidentified',
      'Headers of the images were de-identified when they were taken in, cases go by opaque names. Pixels, texts and who checked them: to be written.',
    ],
    [
      'missing',
      `${reads} of ${planned} reads submitted. Each endpoint uses the reads that have its value; nothing is filled in.`,
    ],
    ['ratersAgree', agreement.join('; ')],
    [
      'dealt',
      `No training: the cases are for testing. They were dealt to readers and arms by chance, reading lists SHA-256 ${hashes['reads.json'] ?? 'unknown'}. What the model was trained with: to be written.`,
    ],
    [
      'software',
      `chexstudy ${version}; analysis.R makes the numbers again with lme4, lmerTest and ordinal. Of the model: as recorded with its drafts${model === '' ? '' : `: ${model}`}`,
    ],
    [
      'uncertainty',
      [
        ...new Set(analysis.endpoints.map(({ method }) => method)),
        `p-values corrected within a role: ${protocol.multiplicity ?? 'none'}`,
      ].join('; '),
    ],
    [
      'robustness',
      'The times by every other definition (otherTimes in analysis.json) and the effect over the idle cap (idleCaps).',
    ],
    [
      'included',
      analysis.arms.map((arm) => `${arm.group}, ${arm.arm}: ${arm.reads} of ${arm.readsPlanned} reads`).join('; '),
    ],
    ['methods', [...new Set(analysis.endpoints.map(({ method }) => method))].join('; ')],
    ['questions', questionnaire.map(({ label }) => label.en).join('; ')],
    ['use', `${reads} reads submitted; every act is in events.csv.`],
    ['results', results.join('; ')],
    ['agreement', accepted.join('; ')],
    ['data', 'This bundle: tables, log, protocol and scripts. Where it is published: to be written.'],
    ['model', model],
    ['chance', model === '' ? '' : `One draft a case; settings as recorded with it: ${model}`],
    ['prompt', model === '' ? '' : `As recorded with the drafts: ${model}`],
    ['structure', model === '' ? '' : 'Each case alone, without what was said about another.'],
  ];
  return new Map(facts.filter(([, text]) => text !== ''));
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`;
}
