import { findings } from '#core/text/findings.ts';
import { labelReport } from '#core/text/labeller/label.ts';
import { chosenOption } from '../answers.ts';
import { firstOverlap, itemBoxes } from '../grounding.ts';
import type { Attributes, BenchTask } from '../items.ts';
import { namesIn } from '../questions.ts';
import type { BenchRecord } from '../record.ts';

/** One yes or no: is this finding there? */
export interface Decision {
  readonly finding: string;
  readonly truth: boolean;
  /** An answer that could not be read is taken as the wrong one. */
  readonly said: boolean;
  /** Probability of yes, where the model tells one. */
  readonly score: number | null;
}

/** What was asked about one patient: the unit that is drawn again and again, since its items are not independent. */
export interface Unit {
  readonly attributes: Attributes;
  /** One entry an item: was it answered right as a whole? */
  readonly right: readonly boolean[];
  readonly unparsed: number;
  readonly decisions: readonly Decision[];
}

/** Overlap from which a box counts as right. */
const HIT = 0.5;

/**
 * The decisions in the answers of a list: yes or no where that is the question; each option or each name of a set where
 * options name findings, views or courses; each of the fourteen findings where the answer is a text. Statements and boxes
 * are right or wrong as a whole and hold no decision. Items of one patient are one unit, told by the attribute `patient`,
 * else by their films. With `finding` only decisions about it, and items that have one.
 */
export function unitsOf(records: readonly BenchRecord[], finding: string | null): Unit[] {
  const units = new Map<
    string,
    { attributes: Attributes; right: boolean[]; unparsed: number; decisions: Decision[] }
  >();
  for (const record of records) {
    const { right, parsed, decisions } = judged(record);
    const about = decisions.filter((each) => finding === null || plain(each.finding) === plain(finding));
    if (finding !== null && about.length === 0) continue;
    const key = unitKey(record);
    const unit = units.get(key) ?? { attributes: record.attributes, right: [], unparsed: 0, decisions: [] };
    units.set(key, unit);
    unit.right.push(right);
    unit.unparsed += parsed ? 0 : 1;
    unit.decisions.push(...about);
  }
  return [...units.values()];
}

function unitKey({ attributes, images, task, index }: BenchRecord): string {
  const patient = attributes['patient'];
  if (patient !== undefined) return `patient ${patient}`;
  return images.length > 0 ? images.join('|') : `${task} ${index}`;
}

interface Judged {
  readonly right: boolean;
  readonly parsed: boolean;
  readonly decisions: readonly Decision[];
}

function judged(record: BenchRecord): Judged {
  if (record.answer !== null) return judgedChoice(record, record.answer);
  if (record.task === 'Phrase Grounding') {
    const boxes = itemBoxes({ reference: record.reference, answer: record.said });
    return { right: firstOverlap(boxes) >= HIT, parsed: boxes.answer.length > 0, decisions: [] };
  }
  const decisions = textDecisions(record);
  const right = decisions.every(({ truth, said }) => truth === said);
  return { right, parsed: record.said.trim() !== '', decisions };
}

function judgedChoice({ task, slice, options, said, scores }: BenchRecord, answer: number): Judged {
  const chosen = chosenOption(said, options);
  const yes = options.findIndex((option) => /^yes\b/i.test(option.trim()));
  const common = { right: chosen === answer, parsed: chosen !== null };
  if (options.length === 2 && yes >= 0) {
    const truth = answer === yes;
    const decision = { finding: slice ?? task, truth, said: chosen === null ? !truth : chosen === yes };
    return { ...common, decisions: [{ ...decision, score: scores?.[yes] ?? null }] };
  }
  if (!namedOptions.includes(task)) return { ...common, decisions: [] };
  const [meant, claimed] = [answer, chosen].map(
    (place) => new Set(place === null ? [] : namesIn([options[place] ?? ''])),
  );
  const decisions = namesIn(options).map((finding) => {
    const truth = meant?.has(finding) ?? false;
    return { finding, truth, said: chosen === null ? !truth : (claimed?.has(finding) ?? false), score: null };
  });
  return { ...common, decisions };
}

/** Lists whose options are names. */
const namedOptions: readonly BenchTask[] = [
  'View Classification',
  'Single Disease Identification',
  'Multiple Disease Identification',
  'Temporal Classification',
];

function textDecisions({ reference, said }: BenchRecord): Decision[] {
  const [truth, claimed] = [labelReport(reference).labels, labelReport(said).labels];
  return findings.map((finding) => ({
    finding,
    truth: truth[finding] === 1,
    said: claimed[finding] === 1,
    score: null,
  }));
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}
