import type { z } from 'zod';
import type { Fault, Path } from './fault.ts';
import { protocolFields } from './protocol.ts';
import { referenceFaults } from './references.ts';

/** A protocol that is being written: its lists and fields are there, what stands in them may still be wrong. */
export type ProtocolDraft = z.input<typeof protocolFields>;

type Issue = z.core.$ZodIssue;

/** Kinds of value that hold others: where one is missing, there is nothing to edit. */
const HOLDERS: readonly string[] = ['object', 'array', 'record', 'tuple'];

/** Whether a value has the fields of a protocol, so that what is wrong in it can be mended field by field. */
export function isDraft(value: unknown): value is ProtocolDraft {
  return (protocolFields.safeParse(value).error?.issues ?? []).every(isOfField);
}

function isOfField(issue: Issue): boolean {
  if (issue.code === 'invalid_type') return !HOLDERS.includes(issue.expected);
  return issue.code !== 'invalid_union' && issue.code !== 'invalid_key' && issue.code !== 'invalid_element';
}

/** Everything that is wrong with a draft, field by field; none means that it is a protocol. */
export function draftFaults(draft: ProtocolDraft): Fault[] {
  const issues = protocolFields.safeParse(draft).error?.issues ?? [];
  const own = issues.map((issue) => faultOf(issue, draft));
  return [...own, ...referenceFaults(draft, own)];
}

function faultOf(issue: Issue, draft: ProtocolDraft): Fault {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const value = valueAt(draft, path);
  const found = typeof value === 'string' || typeof value === 'number' ? value : '';
  if (value === undefined || value === null || value === '') {
    const number = issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int');
    return { path, code: number ? 'number-needed' : 'needed', detail: {} };
  }
  if (issue.code === 'invalid_format') return { path, code: 'name-form', detail: { found } };
  if (issue.code === 'invalid_type' && issue.expected === 'int')
    return { path, code: 'number-whole', detail: { found } };
  if (issue.code === 'too_small' && issue.origin !== 'string') {
    const least = Number(issue.minimum);
    if (issue.origin === 'array') return { path, code: 'too-few', detail: { least } };
    return { path, code: issue.inclusive === false ? 'number-above' : 'number-least', detail: { found, least } };
  }
  if (issue.code === 'too_big' && issue.origin !== 'string') {
    const most = Number(issue.maximum);
    if (issue.origin === 'array') return { path, code: 'too-many', detail: { most } };
    return { path, code: 'number-most', detail: { found, most } };
  }
  return { path, code: 'unfit', detail: { reason: issue.message } };
}

/** What stands at a path; undefined where it leads nowhere. */
export function valueAt(holder: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    holder,
  );
}
