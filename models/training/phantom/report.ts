import type { Random } from '#core/random.ts';
import { noduleMillimetres, sizeWord } from './measure.ts';
import { pick } from './maths.ts';
import { absent, bothEffusions, change, opening, plainName, present, type Phrases } from './phrases.ts';
import { isDevice, type Finding, type FindingKind } from './spec.ts';

/** What the text is to say; `prior` is what an earlier film showed, null when there is none. */
export interface ReportContent {
  readonly views: 'PA' | 'AP' | 'both';
  readonly findings: readonly Finding[];
  readonly prior: readonly Finding[] | null;
}

export interface Report {
  readonly findings: string;
  readonly impression: string;
}

/** A radiology report in the order of reading: devices, lungs, pleura, heart, bones, change. */
export function writeReport(random: Random, content: ReportContent): Report {
  const { findings } = content;
  const sentences = [
    pick(random, opening[content.views]),
    ...say(random, findings, ['tracheal-tube', 'enteric-tube', 'central-line']),
    ...lungSentences(random, findings),
    ...pleuraSentences(random, findings),
    ...heartSentences(random, findings),
    ...(random.uniform() < 0.7 ? [pick(random, absent.bones)] : []),
    ...(content.prior ? changeSentences(random, findings, content.prior) : []),
  ];
  return { findings: sentences.join(' '), impression: impressionOf(random, findings) };
}

/** Both sections under the headings that every text of a study has, whoever wrote it. */
export function reportText(report: Report): string {
  return `FINDINGS:\n${report.findings}\n\nIMPRESSION:\n${report.impression}\n`;
}

function say(random: Random, findings: readonly Finding[], kinds: readonly FindingKind[]): string[] {
  return kinds.flatMap((kind) =>
    findings.filter((each) => each.kind === kind).map((each) => fill(pick(random, present[kind].findings), each)),
  );
}

function lungSentences(random: Random, findings: readonly Finding[]): string[] {
  const said = say(random, findings, ['consolidation', 'nodule', 'oedema']);
  if (said.length === 0) return [pick(random, absent.lungs)];
  const diffuse = findings.some((each) => each.kind === 'oedema');
  return diffuse || random.uniform() < 0.4 ? said : [...said, pick(random, absent.otherLung)];
}

function pleuraSentences(random: Random, findings: readonly Finding[]): string[] {
  const effusions = findings.filter((each) => each.kind === 'effusion');
  const air = say(random, findings, ['pneumothorax']);
  const fluid = effusionSentences(random, effusions, 'findings');
  if (fluid.length === 0 && air.length === 0) return [pick(random, absent.pleura)];
  if (fluid.length === 0) return [...air, pick(random, absent.effusion)];
  if (air.length === 0) return [...fluid, pick(random, absent.pneumothorax)];
  return [...fluid, ...air];
}

/** One sentence for one side; both sides are named together. */
function effusionSentences(random: Random, effusions: readonly Finding[], section: keyof Phrases): string[] {
  const [first, second] = effusions;
  if (!first) return [];
  if (!second) return [fill(pick(random, present.effusion[section]), first)];
  const sides = [first, second].map((each) => `${sizeWord(each)} ${each.side ?? ''}`).join(' and ');
  return [pick(random, bothEffusions[section]).replace('{sides}', sides)];
}

function heartSentences(random: Random, findings: readonly Finding[]): string[] {
  const said = say(random, findings, ['cardiomegaly']);
  return said.length > 0 ? said : [pick(random, absent.heart)];
}

function changeSentences(random: Random, now: readonly Finding[], before: readonly Finding[]): string[] {
  const sentences: string[] = [];
  for (const finding of now.filter((each) => !isDevice(each.kind))) {
    const earlier = before.find((each) => samePlace(each, finding));
    sentences.push(fill(pick(random, change[changeOf(earlier, finding)]), finding));
  }
  for (const earlier of before) {
    if (!isDevice(earlier.kind) && !now.some((each) => samePlace(each, earlier))) {
      sentences.push(fill(pick(random, change.gone), earlier));
    }
  }
  return sentences.length > 0 ? sentences : [pick(random, change.none)];
}

function changeOf(earlier: Finding | undefined, now: Finding): 'new' | 'worse' | 'better' | 'stable' {
  if (!earlier) return 'new';
  const difference = now.severity - earlier.severity;
  return difference > 0.12 ? 'worse' : difference < -0.12 ? 'better' : 'stable';
}

export function samePlace(one: Finding, other: Finding): boolean {
  return one.kind === other.kind && one.side === other.side && one.zone === other.zone;
}

/** The acute first; devices only stand alone when nothing else is there. */
function impressionOf(random: Random, findings: readonly Finding[]): string {
  const lines: string[] = [];
  for (const kind of ['pneumothorax', 'consolidation', 'oedema'] as const) {
    for (const each of findings) if (each.kind === kind) lines.push(fill(pick(random, present[kind].impression), each));
  }
  const effusions = findings.filter((each) => each.kind === 'effusion');
  lines.push(...effusionSentences(random, effusions, 'impression'));
  for (const kind of ['nodule', 'cardiomegaly'] as const) {
    for (const each of findings) if (each.kind === kind) lines.push(fill(pick(random, present[kind].impression), each));
  }
  const devices = findings.filter((each) => isDevice(each.kind));
  if (lines.length === 0) lines.push(pick(random, absent.impression));
  if (devices[0] && random.uniform() < 0.5)
    lines.push(fill(pick(random, present[devices[0].kind].impression), devices[0]));
  return lines.length === 1 ? (lines[0] as string) : lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
}

/** Puts a finding's words into a template; a capital key stands for a capital letter. */
function fill(template: string, finding: Finding): string {
  const words: Record<string, string> = {
    size: sizeWord(finding),
    side: finding.side ?? '',
    zone: finding.zone ?? '',
    mm: String(noduleMillimetres(finding.severity)),
    what: plainName[finding.kind].replace('{side}', finding.side ?? '').replace('{zone}', finding.zone ?? ''),
  };
  return template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const word = words[key.toLowerCase()] ?? '';
    return key === key.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1);
  });
}
