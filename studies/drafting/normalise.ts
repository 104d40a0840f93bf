/** What the normaliser did with headings: one form for all texts, or none where some texts lack one. */
export type HeadingRule = 'same' | 'removed';

/** Names of a section that mean the same, with the one that stays. */
const SECTIONS: Readonly<Record<string, string>> = {
  findings: 'FINDINGS',
  'findings and impression': 'FINDINGS',
  report: 'FINDINGS',
  impression: 'IMPRESSION',
  impressions: 'IMPRESSION',
  conclusion: 'IMPRESSION',
  conclusions: 'IMPRESSION',
  opinion: 'IMPRESSION',
  summary: 'IMPRESSION',
  comparison: 'COMPARISON',
  technique: 'TECHNIQUE',
  indication: 'INDICATION',
  history: 'INDICATION',
  'clinical history': 'INDICATION',
  examination: 'EXAMINATION',
  exam: 'EXAMINATION',
};
const HEADING = new RegExp(
  `^[ \\t]*(?:#+[ \\t]*)?(${Object.keys(SECTIONS)
    .sort((a, b) => b.length - a.length)
    .join('|')})[ \\t]*:[ \\t]*`,
  'gim',
);
const ITEM = /^[ \t]*(?:\(?\d{1,2}[.)]|[-*\u2022\u2013])[ \t]+/;

const MOST_PASSES = 20;

interface Section {
  /** Null before the first heading. */
  readonly heading: string | null;
  readonly body: string;
}

/** How headings must be treated so that all texts have the same: kept only where every text has the very same ones. */
export function headingRule(texts: readonly string[]): HeadingRule {
  const kinds = new Set(
    texts.map((text) =>
      sectionsOf(normaliseDraft(text, 'same'))
        .map(({ heading }) => heading)
        .join(' '),
    ),
  );
  return kinds.size > 1 ? 'removed' : 'same';
}

/**
 * A draft in the style that all arms share: the same headings or none, no list numbers or bullets, every sentence with
 * its stop, one paragraph a section, plain quotation marks and dashes, "5 mm" for 5mm, 5-mm and 5 millimetres. No word
 * of a finding is touched. Applying it again changes nothing.
 */
export function normaliseDraft(text: string, headings: HeadingRule): string {
  // A heading may stand behind a list number, and a list number behind a heading: until nothing is left to do.
  let [before, after] = [text, once(text, headings)];
  for (let pass = 1; pass < MOST_PASSES && after !== before; pass++) [before, after] = [after, once(after, headings)];
  return after;
}

function once(text: string, headings: HeadingRule): string {
  const plain = text
    .replace(/\r\n?/g, '\n')
    .replaceAll('**', '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/(\d)[ \t-]*(mm|cm)\b/gi, (_, digit: string, unit: string) => `${digit} ${unit.toLowerCase()}`)
    .replace(/(\d)[ \t-]*(milli|centi)met(?:er|re)s?\b/gi, (_, digit: string, unit: string) =>
      unit.toLowerCase() === 'milli' ? `${digit} mm` : `${digit} cm`,
    );
  const sections = sectionsOf(plain)
    .map(({ heading, body }) => ({ heading, body: paragraph(body) }))
    .filter(({ heading, body }) => body !== '' || heading !== null);
  if (headings === 'removed')
    return sections
      .map(({ body }) => body)
      .filter(Boolean)
      .join(' ');
  return sections.map(({ heading, body }) => (heading === null ? body : `${heading}: ${body}`.trim())).join('\n\n');
}

function sectionsOf(text: string): Section[] {
  const found = [...text.matchAll(HEADING)];
  const before = text.slice(0, found[0]?.index ?? text.length);
  const named = found.map((match, index) => ({
    heading: SECTIONS[(match[1] ?? '').toLowerCase()] ?? null,
    body: text.slice(match.index + match[0].length, found[index + 1]?.index ?? text.length),
  }));
  return before.trim() === '' ? named : [{ heading: null, body: before }, ...named];
}

/** Lines that are items or end a paragraph get a stop; then all stand in one paragraph. */
function paragraph(body: string): string {
  const lines = body.split('\n');
  return lines
    .map((line, index) => {
      const content = line
        .replace(ITEM, '')
        .replace(/[ \t]+/g, ' ')
        .trim();
      const next = lines[index + 1];
      const ends = next === undefined || next.trim() === '' || ITEM.test(next);
      return content !== '' && ends && !/[.!?:;]["')]?$/.test(content) ? `${content}.` : content;
    })
    .filter(Boolean)
    .join(' ');
}
