import { draftText } from '../draftText.ts';

/** Headings under which a report says why the film was taken. */
const REASON =
  /^(clinical (?:indications?|history|information|data)|indications?|history|reason for (?:the )?(?:exam(?:ination)?|study)|clinical question)$/i;

/** A heading: at the beginning of a line, or in capitals within one, with a colon. */
const HEADING = /(?:^|\n)[ \t]*([A-Z][A-Za-z ]{2,40}?)[ \t]*:|(?<=[.\s])([A-Z][A-Z ]{2,40}[A-Z])[ \t]*:/g;

/** A report in two: why the film was taken, and what readers are given or compared with. */
export interface SplitReport {
  readonly indication: string;
  readonly text: string;
}

/**
 * Takes the section of the indication out of a report. Everything else stays as it stands; a report of which nothing
 * else is left has an empty text.
 */
export function splitReport(report: string): SplitReport {
  const whole = report.replace(/\r\n?/g, '\n').trim();
  const headings = [...whole.matchAll(HEADING)].map((match) => ({
    name: (match[1] ?? match[2] ?? '').trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const reasons = headings.flatMap(({ name, start, end }, index) => {
    return REASON.test(name) ? [{ start, end, next: headings[index + 1]?.start ?? whole.length }] : [];
  });
  const indication = reasons.map(({ end, next }) => whole.slice(end, next).trim()).filter((part) => part !== '');
  let rest = whole;
  for (const { start, next } of reasons.toReversed()) rest = `${rest.slice(0, start)}\n${rest.slice(next)}`;
  return { indication: indication.join('\n'), text: draftText(rest.replace(/\n{3,}/g, '\n\n')) ?? '' };
}

/** Sections of a report as one text, each heading on a line of its own. */
export function joinSections(
  sections: readonly { readonly heading: string | null; readonly lines: readonly string[] }[],
): string {
  return sections
    .map(({ heading, lines }) => (heading === null ? lines.join('\n') : `${heading}:\n${lines.join('\n')}`))
    .join('\n\n');
}
