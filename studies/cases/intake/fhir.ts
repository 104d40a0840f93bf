import { z } from 'zod';
import { Failure, type FailureData } from '#core/errors.ts';
import type { FoundReport, FoundReports } from './found.ts';
import { splitReport } from './sections.ts';

const identifier = z.object({ value: z.string().optional() });
const reference = z.object({ reference: z.string().optional(), identifier: identifier.optional() });
const list = <S extends z.ZodType>(schema: S) => z.array(schema).default([]);

/** A resource that a report may refer to: of a Patient or an ImagingStudy only the identifiers are asked. */
const resource = z.object({
  resourceType: z.string(),
  id: z.string().optional(),
  identifier: list(identifier).catch([]),
});
type Resource = z.infer<typeof resource>;

const report = resource.extend({
  resourceType: z.literal('DiagnosticReport'),
  identifier: list(identifier),
  status: z.string().optional(),
  subject: reference.optional(),
  basedOn: list(reference),
  imagingStudy: list(reference),
  effectiveDateTime: z.string().optional(),
  effectivePeriod: z.object({ start: z.string().optional() }).optional(),
  issued: z.string().optional(),
  conclusion: z.string().optional(),
  presentedForm: list(
    z.object({ contentType: z.string().optional(), data: z.string().optional(), url: z.string().optional() }),
  ),
  contained: list(resource.catch({ resourceType: 'unknown', identifier: [] })),
});
type Report = z.infer<typeof report>;

const bundle = z.object({
  resourceType: z.literal('Bundle'),
  entry: list(z.object({ fullUrl: z.string().optional(), resource: z.unknown() })),
});

/** Reports that were withdrawn (FHIR R4, DiagnosticReport.status). */
const WITHDRAWN = new Set(['entered-in-error', 'cancelled']);

/** How a text begins that says what kind of FHIR it is; anything else in JSON is not ours. */
function isFhir(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'resourceType' in value;
}

/**
 * Reports of a FHIR R4 file: a DiagnosticReport, or a Bundle of any number with the patients and imaging studies that
 * they refer to. The text is that of `presentedForm` (text/plain, base64), with `conclusion` as the impression where the
 * form does not hold it already. A report that can't be used is a problem; throws fhir where the file holds none.
 */
export function readFhir(json: string, file: string): FoundReports {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Failure('fhir', { file, reason: 'not JSON' });
  }
  const entries = entriesOf(value, file);
  const known = new Map<string, Resource>();
  for (const { fullUrl, resource: each } of entries) {
    const parsed = resource.safeParse(each);
    if (!parsed.success) continue;
    if (fullUrl !== undefined) known.set(fullUrl, parsed.data);
    if (parsed.data.id !== undefined) known.set(`${parsed.data.resourceType}/${parsed.data.id}`, parsed.data);
  }
  const reports: FoundReport[] = [];
  const problems: FailureData[] = [];
  for (const [index, { resource: each }] of entries.entries()) {
    if (!isOf(each, 'DiagnosticReport')) continue;
    try {
      const checked = report.safeParse(each);
      if (!checked.success) throw new BadReport(issueOf(checked.error));
      reports.push(readReport(checked.data, file, entries.length > 1 ? index + 1 : null, known));
    } catch (thrown) {
      if (!(thrown instanceof BadReport)) throw thrown;
      const reason = entries.length > 1 ? `entry ${index + 1}: ${thrown.message}` : thrown.message;
      problems.push({ code: 'fhir', detail: { file, reason } });
    }
  }
  if (reports.length + problems.length === 0) throw new Failure('fhir', { file, reason: 'no DiagnosticReport in it' });
  return { reports, problems };
}

/** What is wrong with one report; the message becomes the reason of a failure. */
class BadReport extends Error {}

function entriesOf(value: unknown, file: string): { fullUrl?: string | undefined; resource?: unknown }[] {
  if (!isOf(value, 'Bundle')) return [{ resource: value }];
  const checked = bundle.safeParse(value);
  if (!checked.success) throw new Failure('fhir', { file, reason: issueOf(checked.error) });
  return checked.data.entry;
}

function isOf(value: unknown, type: string): boolean {
  return isFhir(value) && (value as { resourceType: unknown }).resourceType === type;
}

/** The place of the first complaint, never the value there: it may identify. */
function issueOf(error: z.ZodError): string {
  return `${error.issues[0]?.path.join('.') || 'the resource'} is not as FHIR R4 has it`;
}

function readReport(
  each: Report,
  file: string,
  entry: number | null,
  known: ReadonlyMap<string, Resource>,
): FoundReport {
  if (WITHDRAWN.has(each.status ?? '')) throw new BadReport(`its status is ${each.status}`);
  const { indication, text } = splitReport(wholeText(each));
  if (text === '') throw new BadReport('it holds no text');
  const named = (to: Report['subject']): string[] => referred(to, each, known);
  return {
    ...{ file, entry, origin: 'FHIR DiagnosticReport', source: 'reference', indication, text },
    studyNames: [...values(each.identifier), ...[...each.imagingStudy, ...each.basedOn].flatMap(named)],
    patientNames: named(each.subject),
    date: dateOf(each.effectiveDateTime ?? each.effectivePeriod?.start ?? each.issued),
  };
}

function wholeText({ presentedForm, conclusion = '' }: Report): string {
  const plain = presentedForm.filter(({ contentType = '' }) => /^text\/plain\b/i.test(contentType));
  const [other] = presentedForm;
  const form = plain.flatMap(({ data }) => (data === undefined ? [] : [decodeBase64(data)])).join('\n\n');
  if (form === '' && conclusion.trim() === '' && other) {
    throw new BadReport(
      plain.length > 0 ? 'its text is only at an address' : `its form is ${other.contentType ?? 'of no kind'}`,
    );
  }
  if (form === '' || conclusion.trim() === '' || form.includes(conclusion.trim())) return form || conclusion;
  return `${form}\n\nImpression:\n${conclusion}`;
}

/** All names of what a reference points to: its own identifier, that of the resource, and the last part of its address. */
function referred(to: Report['subject'], { contained }: Report, known: ReadonlyMap<string, Resource>): string[] {
  if (!to) return [];
  const address = to.reference ?? '';
  const found = address.startsWith('#')
    ? contained.find(({ id }) => id === address.slice(1))
    : (known.get(address) ?? known.get(address.split('/').slice(-2).join('/')));
  return [
    ...values(to.identifier ? [to.identifier] : []),
    ...values(found?.identifier ?? []),
    ...(address === '' || address.startsWith('#') ? [] : [address.slice(address.lastIndexOf('/') + 1)]),
  ];
}

/** A DICOM UID stands in FHIR as `urn:oid:1.2.3`. */
function values(identifiers: readonly z.infer<typeof identifier>[]): string[] {
  return identifiers.flatMap(({ value }) => (value ? [value.replace(/^urn:oid:/, '')] : []));
}

function dateOf(time: string | undefined): string | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(time ?? '') ?? [];
  return day === undefined ? null : `${year}${month}${day}`;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 section 4, read as UTF-8. */
function decodeBase64(data: string): string {
  const digits = data.replace(/[\s=]/g, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit);
    if (value < 0) throw new BadReport('its form is not base64');
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return new TextDecoder('utf-8').decode(bytes.subarray(0, at));
}
