import type { z } from 'zod';
import type { FaultCode } from '#core/messages/protocolFaults.ts';
import type { ErrorDetail } from '#core/errors.ts';
import { repeatFaults, type repeats, type sessions } from './conduct.ts';
import { designFaults, type design } from './design.ts';
import { endpointFaults, type endpoint } from './endpoints.ts';
import { isWithin, type Fault, type Path } from './fault.ts';

/** What of a protocol refers to something else in it. */
interface Referring {
  readonly task?: 'report' | 'rate' | undefined;
  readonly arms: readonly Arm[];
  readonly design?: z.input<typeof design> | undefined;
  readonly groups: readonly {
    readonly id: string;
    readonly readers: number;
    readonly arms: readonly { readonly arm: string; readonly cases: number }[];
  }[];
  readonly cases: number;
  readonly sessions?: z.input<typeof sessions> | undefined;
  readonly repeats?: z.input<typeof repeats> | undefined;
  readonly questionnaire: readonly Question[];
  readonly endpoints?: readonly z.input<typeof endpoint>[] | undefined;
}

interface Arm {
  readonly id: string;
  readonly drafts: readonly string[];
  readonly against?: readonly string[] | undefined;
}

interface Question {
  readonly id: string;
  readonly type: 'choices' | 'scale' | 'text' | 'number' | 'sides';
  readonly options?: readonly { readonly id: string }[];
  readonly steps?: readonly { readonly value: number }[];
  readonly least?: number;
  readonly most?: number;
  readonly step?: number;
  readonly when?: { readonly item: string; readonly answers: readonly string[] } | undefined;
  readonly moment?: 'before' | 'after' | undefined;
}

type Complain = (path: Path, code: FaultCode, detail: ErrorDetail) => void;

/**
 * Names that point nowhere, names used twice, and lists longer than the study has cases. What is wrong with a field by
 * itself is in `known`: of such a field nothing more is said.
 */
export function referenceFaults(value: Referring, known: readonly Fault[] = []): Fault[] {
  const faults: Fault[] = [];
  const complain: Complain = (path, code, detail) => {
    if (!known.some((fault) => isWithin(fault.path, path))) faults.push({ path, code, detail });
  };
  const armIds = value.arms.map(({ id }) => id);
  refuseTwice(complain, ['arms'], armIds);
  for (const [index, { id, drafts }] of value.arms.entries())
    if (value.task === 'rate' && drafts.length === 0) complain(['arms', index, 'drafts'], 'task-empty', { arm: id });
  pairFaults(complain, value);
  const groupIds = value.groups.map(({ id }) => id);
  refuseTwice(complain, ['groups'], groupIds);
  for (const [index, { arms }] of value.groups.entries()) {
    const path = ['groups', index, 'arms'];
    const names = arms.map(({ arm }) => arm);
    refuseTwice(complain, path, names);
    for (const arm of names) if (!armIds.includes(arm)) complain(path, 'arm-undefined', { arm });
  }
  for (const { path, message } of designFaults(value)) complain(path, 'design', { reason: message });
  for (const { path, message } of repeatFaults(value)) complain(['repeats', path], 'repeats', { reason: message });
  const { mostReads, mostMinutes } = value.sessions ?? {};
  if (value.sessions && mostReads === undefined && mostMinutes === undefined)
    complain(['sessions', 'mostReads'], 'sessions', {});
  questionFaults(complain, value.questionnaire);
  const endpoints = value.endpoints ?? [];
  const endpointIds = endpoints.map(({ id }) => id);
  refuseTwice(complain, ['endpoints'], endpointIds);
  for (const [index, each] of endpoints.entries())
    for (const { path, message } of endpointFaults(each, value))
      complain(['endpoints', index, path], `endpoint-${path}`, { reason: message });
  return faults;
}

/** Two texts side by side need a source each, never the same, and a question that asks for one of them. */
function pairFaults(complain: Complain, { arms, questionnaire }: Referring): void {
  const asking = questionnaire.findIndex(({ type }) => type === 'sides');
  for (const [index, { id, drafts, against }] of arms.entries()) {
    if (!against) continue;
    for (const [field, sources] of Object.entries({ drafts, against }))
      if (sources.length === 0) complain(['arms', index, field], 'pair-empty', { arm: id });
    const source = drafts.find((each) => against.includes(each));
    if (source !== undefined) complain(['arms', index, 'against'], 'pair-same', { source });
    if (asking < 0) complain(['arms', index, 'against'], 'pair-unasked', { arm: id });
  }
  if (asking >= 0 && !arms.some(({ against }) => against)) complain(['questionnaire', asking], 'pair-nowhere', {});
}

function questionFaults(complain: Complain, questions: readonly Question[]): void {
  const ids = questions.map(({ id }) => id);
  refuseTwice(complain, ['questionnaire'], ids);
  for (const [index, question] of questions.entries()) {
    const path = ['questionnaire', index];
    const options = (question.options ?? []).map(({ id }) => id);
    refuseTwice(complain, [...path, 'options'], options);
    const steps = (question.steps ?? []).map(({ value }) => value);
    refuseTwice(complain, [...path, 'steps'], steps);
    const { least = 0, most = 0, step = 0 } = question;
    if (question.type === 'number' && most - least < step) complain(path, 'bounds', { least, most, step });
    conditionFaults(complain, path, question, questions.slice(0, index));
  }
}

/** A condition looks back: at an earlier question, not one after Submit from before it, and at answers that it offers. */
function conditionFaults(
  complain: Complain,
  path: Path,
  { when, moment }: Question,
  earlier: readonly Question[],
): void {
  if (!when) return;
  const { item } = when;
  const asked = earlier.find(({ id }) => id === item);
  if (!asked) return complain([...path, 'when'], 'when-later', { item });
  if (moment === 'before' && asked.moment !== 'before') complain([...path, 'when'], 'when-after', { item });
  const offered = answersOf(asked);
  if (!offered) return complain([...path, 'when'], 'when-text', { item });
  const option = when.answers.find((answer) => !offered.includes(answer));
  if (option !== undefined) complain([...path, 'when'], 'when-option', { item, option });
}

/** What can be chosen in a question, as a condition names it; null where the answer is free. */
function answersOf({ type, options = [], steps = [] }: Question): string[] | null {
  if (type === 'choices') return options.map(({ id }) => id);
  if (type === 'sides') return ['a', 'b', 'neither'];
  return type === 'scale' ? steps.map(({ value }) => String(value)) : null;
}

function refuseTwice(complain: Complain, path: Path, names: readonly (string | number)[]): void {
  const name = names.find((each, index) => names.indexOf(each) !== index);
  if (name !== undefined) complain(path, 'twice', { name });
}
