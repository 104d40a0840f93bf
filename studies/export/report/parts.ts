import type { Analysis } from '#studies/analysis/analyse.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { forestSvg } from './forest.ts';
import { fixed, interval, percent, pValue, rating } from './words.ts';

export interface ReportAbout {
  readonly title: string;
  readonly state: string;
  readonly simulated: boolean;
  /** ISO 8601. */
  readonly made: string;
  readonly version: string;
}

type Shown = string | number | null;

/** A part of the report, in whatever form it is shown. */
export type ReportPart =
  | { readonly kind: 'plain' | 'warning' | 'note'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Shown[])[];
    }
  | { readonly kind: 'plot'; readonly svg: string };

/** What the report says under its title, from the top down. */
export function reportParts(about: ReportAbout, protocol: Protocol, analysis: Analysis): ReportPart[] {
  const { arms, contrasts, endpoints, blinded } = analysis;
  const scales = arms.flatMap(({ group, arm, questionnaire }) =>
    questionnaire.flatMap((item) =>
      item.mean === null ? [] : [[group, arm, item.item, item.answered, fixed(item.mean, 2), fixed(item.sd, 2)]],
    ),
  );
  const shares = arms.flatMap(({ group, arm, questionnaire }) =>
    questionnaire.flatMap(({ item, asked, headings, combinations }) =>
      [...headings, ...(headings.length > 0 ? [] : combinations)].map(({ id, count, share, ciLow, ciHigh }) => [
        ...[group, arm, item, id === '' ? 'nothing' : id, `${count} of ${asked}`, percent(share)],
        ciLow === null || ciHigh === null ? null : `${percent(ciLow)} to ${percent(ciHigh)}`,
      ]),
    ),
  );
  const forest = forestSvg(contrasts);
  return [
    text('plain', protocol.question.en),
    text('plain', `Made ${about.made} by chexstudy ${about.version}; the study is ${about.state}.`),
    ...(about.simulated ? [text('warning', 'Simulated readers: no person has read these cases.')] : []),
    ...(blinded ? [text('warning', 'Blinded: the arms of each group are taken together.')] : []),
    table('Endpoints of the protocol', ENDPOINT_HEAD, endpoints.map(endpointCells)),
    ...endpoints.map(({ id, method, notes }) => text('note', [`${id}: ${method}`, ...notes].join('; '))),
    table(
      'Reading time in seconds, as the paper shows it',
      ['group', 'arm', 'reads', 'mean', 'SD', 'median', 'quartiles', 'geometric mean'],
      arms.map((arm) => [
        ...[arm.group, arm.arm, `${arm.reads} of ${arm.readsPlanned}`],
        ...[arm.timeMean, arm.timeSd, arm.timeMedian].map((value) => fixed(value, 1)),
        arm.timeQ1 === null ? null : `${fixed(arm.timeQ1, 1)} to ${fixed(arm.timeQ3, 1)}`,
        fixed(arm.timeGeoMean, 1),
      ]),
    ),
    table(
      'Ratio of reading times',
      ['group', 'arms', 'analysis', 'ratio', '95 % interval', 'saving', 'p'],
      contrasts.map((each) => [
        ...[each.group, each.arms.join(' / '), each.analysis, fixed(each.ratio, 3), interval(each)],
        ...[percent(each.saving), pValue(each.p)],
      ]),
    ),
    ...(forest === null ? [] : [{ kind: 'plot' as const, svg: forest }]),
    ...contrasts.map(({ group, analysis: way, method, notes }) =>
      text('note', [`${group}, ${way}: ${method}`, ...notes].join('; ')),
    ),
    table(
      'Ratio of reading times within each reader',
      ['group', 'arms', 'reader', 'reads', 'ratio', '95 % interval'],
      analysis.readers.map((each) => [
        ...[each.group, each.arms.join(' / '), each.reader, each.reads.join(' / ')],
        ...[fixed(each.ratio, 3), interval(each)],
      ]),
    ),
    table(
      'Edits',
      [
        ...['group', 'arm', 'characters', 'words', 'put in', 'taken out', 'kept', 'unchanged', 'word edits over words'],
        ...['findings added', 'findings removed'],
      ],
      arms.map((arm) => [
        ...[arm.group, arm.arm],
        ...[arm.editCharacters, arm.editWords, arm.inserted, arm.deleted].map((value) => fixed(value, 1)),
        ...[percent(arm.kept), percent(arm.unchanged), fixed(arm.hter, 3)],
        ...[fixed(arm.findingsAdded, 2), fixed(arm.findingsRemoved, 2)],
      ]),
    ),
    table(
      'Ratings as the paper shows them: mean (SD)',
      ['group', 'arm', 'question', 'overall', 'by reader', 'ICC', 'Mann-Whitney p'],
      analysis.ratings.map((each) => [
        ...[each.group, each.arm, each.item, rating(each.overall)],
        each.readers.map((own) => `${own.reader} ${rating(own)}`).join('; '),
        ...[fixed(each.icc, 3), pValue(each.p)],
      ]),
    ),
    table(
      'Agreement of readers with themselves, in reads that came again',
      ['group', 'reader', 'question', 'pairs', 'the same', 'method', 'agreement', '95 % interval'],
      analysis.selfAgreement.map((each) => [
        ...[each.group, each.reader ?? 'all', each.item, each.pairs, each.same, each.method],
        ...[fixed(each.value, 3) ?? each.reason, interval(each)],
      ]),
    ),
    table('Scales', ['group', 'arm', 'question', 'answers', 'mean', 'SD'], scales),
    table('Choices', ['group', 'arm', 'question', 'answer', 'reads', 'share', '95 % interval'], shares),
  ].filter((part) => part.kind !== 'table' || part.rows.length > 0);
}

function text(kind: 'plain' | 'warning' | 'note', words: string): ReportPart {
  return { kind, text: words };
}

function table(title: string, head: readonly string[], rows: readonly (readonly Shown[])[]): ReportPart {
  return { kind: 'table', title, head, rows };
}

const ENDPOINT_HEAD = [
  'endpoint',
  'role',
  'arms',
  'reads',
  'effect',
  'estimate',
  'interval',
  'p',
  'adjusted',
  'margin',
];

function endpointCells(each: Analysis['endpoints'][number]): Shown[] {
  return [
    ...[each.id, each.role, each.arms.join(' / '), each.reads.join(' / '), each.scale, fixed(each.estimate, 3)],
    ...[interval(each), pValue(each.p), pValue(each.pAdjusted)],
    each.margin ? `${each.margin.test} ${each.margin.met ? 'shown' : 'not shown'} (p ${pValue(each.margin.p)})` : null,
  ];
}
