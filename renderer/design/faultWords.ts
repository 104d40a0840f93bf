import { faultReason, faultRemedy } from '#core/messages/protocolFaults.ts';
import { say, type MessageKey } from '#renderer/messages/messages.svelte.ts';
import type { Fault } from '#studies/protocol/fault.ts';

/** What is wrong with a field and what to do, as the sentences that stand beside it. */
export function faultSentence({ code, detail }: Fault): string {
  return say('design.fault', { reason: reasonOf({ code, detail }), remedy: faultRemedy(code, detail) });
}

/** The reason alone, as a sentence of its own begins. */
export function reasonOf({ code, detail }: Pick<Fault, 'code' | 'detail'>): string {
  const reason = faultReason(code, detail);
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** Fields of a protocol -> the part of the page that they stand in; all others stand in the first. */
const SECTIONS: Readonly<Record<string, MessageKey>> = {
  arms: 'design.section.arms',
  cases: 'design.section.readers',
  design: 'design.section.readers',
  groups: 'design.section.readers',
  practice: 'design.section.readers',
  repeats: 'design.section.readers',
  sessions: 'design.section.conduct',
  enrolment: 'design.section.conduct',
  unblinding: 'design.section.conduct',
  questionnaire: 'design.section.questions',
  endpoints: 'design.section.endpoints',
  multiplicity: 'design.section.endpoints',
  idleCapSeconds: 'design.section.endpoints',
};

/** Fields that stand alone in a part of the page: what they are called. */
const FIELDS: Readonly<Record<string, MessageKey>> = {
  title: 'design.title',
  question: 'design.question',
  cases: 'design.cases',
  groups: 'design.groups',
};

/** Where a fault is: the part of the page, and which field in it or which entry of its list. */
export function placeOf({ path: [field, index] }: Fault): string {
  const section = say(SECTIONS[String(field)] ?? 'design.section.study');
  const name = FIELDS[String(field)];
  if (name && typeof index !== 'number') return say('design.placeOf', { section, field: say(name) });
  return typeof index === 'number' ? say('design.place', { section, number: index + 1 }) : section;
}
