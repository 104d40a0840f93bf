import { Failure } from '#core/errors.ts';
import type { EventType } from './event.ts';
import type { Phase } from './state.ts';

/**
 * `act`: what the reader does with the case; only in the session that holds the read, only in the phases named.
 * `background`: happens to the session at any time; without effect where it means nothing.
 * `study`: never inside a read.
 */
type Rule = { readonly kind: 'act'; readonly phases: readonly Phase[] } | { readonly kind: 'background' | 'study' };

function act(...phases: Phase[]): Rule {
  return { kind: 'act', phases };
}
const background: Rule = { kind: 'background' };
const study: Rule = { kind: 'study' };

/**
 * What is allowed when. The report is locked from `submitted` on: no `text.changed` there. An answer that was still
 * under the hand when the reader paused is kept.
 */
export const rules: Readonly<Record<EventType, Rule>> = {
  'session.started': background,
  'session.consented': background,
  'session.rested': background,
  'session.ended': background,
  'read.opened': act('waiting', 'opened', 'reading', 'paused', 'submitted'),
  'read.painted': act('opened', 'submitted'),
  'read.paused': act('reading'),
  'read.continued': act('paused'),
  'text.changed': act('reading'),
  'viewer.changed': act('opened', 'reading', 'submitted'),
  'panel.entered': act('opened', 'reading', 'submitted'),
  'window.blurred': background,
  'window.focused': background,
  'system.suspended': background,
  'system.resumed': background,
  heartbeat: background,
  'read.submitted': act('reading'),
  'answer.given': act('reading', 'paused', 'submitted'),
  'read.finished': act('submitted'),
  'study.opened': study,
  'study.closed': study,
  'study.invited': study,
  'study.enrolled': study,
  'study.packed': study,
  'study.amended': study,
  'study.rejected': study,
  'study.masked': study,
  'study.unblinded': study,
};

/** Throws Failure bad-input for what can't happen in this phase. */
export function checkPhase(type: EventType, phase: Phase): void {
  const rule = rules[type];
  if (rule.kind === 'study') throw refused(type, 'not an event of a read');
  if (rule.kind === 'act' && !rule.phases.includes(phase)) throw refused(type, `not while the read is ${phase}`);
}

/** An event that the fold refuses. */
export function refused(type: EventType, reason: string): Failure {
  return new Failure('bad-input', { where: type, reason });
}
