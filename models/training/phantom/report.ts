import type { Random } from '#core/random.ts';
import { sizeWord } from './measure.ts';
import { absent, bothEffusions, change, opening, plainName, present } from './phrases.ts';
import { findingKinds, isBorderline, isDevice, type Finding, type FindingKind } from './spec.ts';
import { pickEarly, worded, wordsOf } from './wording.ts';

/** What the text is to say; `prior` is what an earlier film showed, null when there is none. */
export interface ReportContent {
  readonly views: 'PA' | 'AP' | 'LATERAL' | 'both';
  readonly findings: readonly Finding[];
  readonly prior: readonly Finding[] | null;
}

export const reportParts = ['view', 'airway', 'breathing', 'cardiac', 'diaphragm', 'else', 'change'] as const;
export type ReportPart = (typeof reportParts)[number];

/** A sentence with the part of the report it belongs to and the key of what it states. */
export interface ReportSentence {
  readonly text: string;
  readonly part: ReportPart;
  readonly fact: string;
}

export interface Report {
  readonly findings: string;
  readonly impression: string;
  /** The findings section again, sentence by sentence. */
  readonly sentences: readonly ReportSentence[];
}

/** A radiology report: the view first, then the organs in one of several orders, what is not there among them. */
export function writeReport(random: Random, content: ReportContent): Report {
  const { findings, views } = content;
  const said = findings.filter((each) => views !== 'LATERAL' || seenFromTheSide.includes(each.kind));
  const finder = views === 'LATERAL' ? said.map((each) => ({ ...each, side: null })) : said;
  const devices = devicesOf(random, finder);
  const organs = pickEarly(random, orders).flatMap((organ) => organ(random, finder, views));
  const body = random.uniform() < 0.7 ? [...devices, ...organs] : [...organs, ...devices];
  const sentences = [
    ...(random.uniform() < 0.8
      ? [says('view', `view ${views}`, worded(random, pickEarly(random, opening[views])))]
      : []),
    ...body,
    ...(content.prior ? changeSentences(random, findings, content.prior) : []),
  ];
  const text = sentences.map((sentence) => sentence.text).join(' ');
  return { findings: text, impression: impressionOf(random, finder), sentences };
}

/** Both sections under the headings that every text of a study has, whoever wrote it. */
export function reportText(report: Pick<Report, 'findings' | 'impression'>): string {
  return `FINDINGS:\n${report.findings}\n\nIMPRESSION:\n${report.impression}\n`;
}

/** What a lateral film can show; sides are not told from it. */
export const seenFromTheSide: readonly FindingKind[] = [
  'cardiomegaly',
  'effusion',
  'consolidation',
  'nodule',
  'oedema',
  'pacemaker',
];

type Organ = (random: Random, findings: readonly Finding[], views: ReportContent['views']) => ReportSentence[];

const orders: readonly (readonly Organ[])[] = [
  [lungSentences, pleuraSentences, heartSentences, otherSentences],
  [heartSentences, lungSentences, pleuraSentences, otherSentences],
  [lungSentences, heartSentences, pleuraSentences, otherSentences],
  [heartSentences, pleuraSentences, lungSentences, otherSentences],
];

function says(part: ReportPart, fact: string, text: string): ReportSentence {
  return { part, fact, text };
}

/** The key of what is stated by a finding: kind, side, place and step of severity. */
export function factOf(finding: Finding): string {
  const { kind, side, zone } = finding;
  const size = isBorderline(finding) ? 'possible' : sizeWord(finding);
  return [kind, side, zone, kind === 'nodule' ? '' : size].filter((word) => word).join(' ');
}

/** Whether a sentence says that something is there. */
export function namesFinding(fact: string): boolean {
  return findingKinds.some((kind) => fact.startsWith(kind));
}

/** What a key of `factOf` names, without its severity; null for anything else that reports state. */
export function namedBy(fact: string): Pick<Finding, 'kind' | 'side' | 'zone'> | null {
  const words = fact.split(' ');
  const kind = findingKinds.find((each) => each === words[0]);
  if (!kind || words.includes('and') || words.includes('is')) return null;
  return {
    kind,
    side: sides.find((each) => words.includes(each)) ?? null,
    zone: zones.find((each) => words.includes(each)) ?? null,
  };
}

const sides = ['right', 'left'] as const;
const zones = ['upper', 'middle', 'lower'] as const;

const partOf: Partial<Record<FindingKind, ReportPart>> = { cardiomegaly: 'cardiac', 'tracheal-tube': 'airway' };
const lungKinds: readonly FindingKind[] = ['consolidation', 'nodule', 'oedema', 'atelectasis'];
const breathingKinds: readonly FindingKind[] = [...lungKinds, 'effusion', 'pneumothorax'];

function say(random: Random, findings: readonly Finding[], kinds: readonly FindingKind[]): ReportSentence[] {
  return kinds.flatMap((kind) =>
    findings
      .filter((each) => each.kind === kind)
      .map((each) => says(partFor(kind), factOf(each), describe(random, each, 'findings'))),
  );
}

function partFor(kind: FindingKind): ReportPart {
  return partOf[kind] ?? (breathingKinds.includes(kind) ? 'breathing' : 'else');
}

function describe(random: Random, finding: Finding, section: 'findings' | 'impression'): string {
  const phrases = present[finding.kind];
  const templates = isBorderline(finding) && phrases.possible ? phrases.possible : phrases[section];
  return worded(random, pickEarly(random, templates), wordsOf(finding));
}

function devicesOf(random: Random, findings: readonly Finding[]): ReportSentence[] {
  return say(random, findings, findingKinds.filter(isDevice));
}

function none(random: Random, part: ReportPart, fact: string, templates: readonly string[]): ReportSentence {
  return says(part, fact, worded(random, pickEarly(random, templates)));
}

function lungSentences(random: Random, findings: readonly Finding[]): ReportSentence[] {
  const said = say(random, findings, lungKinds);
  if (said.length === 0) return [none(random, 'breathing', 'lungs clear', absent.lungs)];
  const diffuse = findings.some((each) => each.kind === 'oedema');
  if (diffuse || random.uniform() < 0.4) return said;
  return [...said, none(random, 'breathing', 'lungs otherwise clear', absent.otherLung)];
}

function pleuraSentences(
  random: Random,
  findings: readonly Finding[],
  views: ReportContent['views'],
): ReportSentence[] {
  const air = say(random, findings, ['pneumothorax']);
  const fluid = effusionSentences(
    random,
    findings.filter((each) => each.kind === 'effusion'),
  );
  const noFluid = none(random, 'breathing', 'no effusion', absent.effusion);
  if (views === 'LATERAL') return fluid.length > 0 ? fluid : [noFluid];
  if (fluid.length === 0 && air.length === 0) return [none(random, 'breathing', 'pleura clear', absent.pleura)];
  if (fluid.length === 0) return [...air, noFluid];
  if (air.length === 0) return [...fluid, none(random, 'breathing', 'no pneumothorax', absent.pneumothorax)];
  return [...fluid, ...air];
}

/** One sentence for each side; both are named together where both are certain. */
function effusionSentences(random: Random, effusions: readonly Finding[]): ReportSentence[] {
  const together = bothSides(random, effusions, 'findings');
  if (!together) return say(random, effusions, ['effusion']);
  return [says('breathing', effusions.map(factOf).join(' and '), together)];
}

function bothSides(random: Random, effusions: readonly Finding[], section: 'findings' | 'impression'): string | null {
  if (effusions.length < 2 || effusions.some((each) => isBorderline(each) || !each.side)) return null;
  const sides = effusions.map((each) => `${sizeWord(each)} ${each.side}`).join(' and ');
  return worded(random, pickEarly(random, bothEffusions[section]), { sides });
}

function heartSentences(random: Random, findings: readonly Finding[]): ReportSentence[] {
  const said = say(random, findings, ['cardiomegaly']);
  return said.length > 0 ? said : [none(random, 'cardiac', 'heart normal', absent.heart)];
}

/** Bones, and now and then airway and diaphragm. */
function otherSentences(random: Random, findings: readonly Finding[], views: ReportContent['views']): ReportSentence[] {
  const broken = say(random, findings, ['fracture']);
  const bones = broken.length > 0 || views === 'LATERAL' || random.uniform() < 0.3 ? broken : [bonesNormal(random)];
  return [
    ...(random.uniform() < 0.2 && views !== 'LATERAL'
      ? [none(random, 'airway', 'trachea midline', absent.airway)]
      : []),
    ...bones,
    ...(random.uniform() < 0.15 && diaphragmSeen(findings)
      ? [none(random, 'diaphragm', 'diaphragm normal', absent.diaphragm)]
      : []),
  ];
}

function bonesNormal(random: Random): ReportSentence {
  return none(random, 'else', 'bones normal', absent.bones);
}

function diaphragmSeen(findings: readonly Finding[]): boolean {
  return !findings.some((each) => ['effusion', 'atelectasis', 'consolidation'].includes(each.kind));
}

function changeSentences(random: Random, now: readonly Finding[], before: readonly Finding[]): ReportSentence[] {
  const changed = changesOf(now, before).map(({ finding, change: what }) => {
    const name = worded(random, plainName[finding.kind], wordsOf(finding)).replace(/^T/, 't');
    const fact = `${finding.kind} ${finding.side ?? ''} ${finding.zone ?? ''} is ${what}`.replace(/ +/g, ' ');
    return says('change', fact, worded(random, pickEarly(random, change[what]), { what: name }));
  });
  return changed.length > 0 ? changed : [none(random, 'change', 'no change', change.none)];
}

export type Change = 'new' | 'worse' | 'better' | 'stable' | 'gone';

/** How each disease has changed, those that went away included. */
export function changesOf(
  now: readonly Finding[],
  before: readonly Finding[],
): { readonly finding: Finding; readonly change: Change }[] {
  const there = now
    .filter((each) => !isDevice(each.kind))
    .map((finding) => ({
      finding,
      change: changeOf(
        before.find((each) => samePlace(each, finding)),
        finding,
      ),
    }));
  const gone = before
    .filter((each) => !isDevice(each.kind) && !now.some((other) => samePlace(other, each)))
    .map((finding) => ({ finding, change: 'gone' as const }));
  return [...there, ...gone];
}

function changeOf(earlier: Finding | undefined, now: Finding): Change {
  if (!earlier) return 'new';
  const difference = now.severity - earlier.severity;
  return difference > 0.12 ? 'worse' : difference < -0.12 ? 'better' : 'stable';
}

export function samePlace(one: Finding, other: Finding): boolean {
  return one.kind === other.kind && one.side === other.side && one.zone === other.zone;
}

const urgency: readonly FindingKind[] = [
  'pneumothorax',
  'consolidation',
  'oedema',
  'effusion',
  'fracture',
  'nodule',
  'atelectasis',
  'cardiomegaly',
];

/** The acute first; devices only stand alone when nothing else is there. */
function impressionOf(random: Random, findings: readonly Finding[]): string {
  const lines = urgency.flatMap((kind) => {
    const found = findings.filter((each) => each.kind === kind);
    const together = kind === 'effusion' ? bothSides(random, found, 'impression') : null;
    return together ? [together] : found.map((each) => describe(random, each, 'impression'));
  });
  const device = findings.find((each) => isDevice(each.kind));
  if (lines.length === 0) lines.push(worded(random, pickEarly(random, absent.impression)));
  if (device && random.uniform() < 0.5) lines.push(describe(random, device, 'impression'));
  return lines.length === 1 ? (lines[0] as string) : lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
}
