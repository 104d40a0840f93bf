import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '#core/random.ts';
import { auditBlinding, type AuditedText } from '#studies/drafting/audit.ts';
import { headingRule, normaliseDraft } from '#studies/drafting/normalise.ts';
import { asList, asParagraph, longer, plainReport, withHeadings, type PlainReport } from './reports.ts';

type Writer = (report: PlainReport, random: Random) => string;

/** Two drafts a case by writers with the same findings at hand, 50 cases. */
function drafts(first: Writer, second: Writer, seed: number): AuditedText[] {
  const random = seededRandom(seed);
  return Array.from({ length: 50 }, (_, index) => index).flatMap((index) => [
    { case: `c${index}`, second: false, text: first(plainReport(random), random) },
    { case: `c${index}`, second: true, text: second(plainReport(random), random) },
  ]);
}

const plain: Writer = (report) => asParagraph(report);

describe('a planted cue is found and named', () => {
  test.each<[string, Writer, string]>([
    ['headings in one arm only', withHeadings, 'headings:any'],
    ['numbers of a list', asList, 'numbering:numbers'],
    ['length', longer, 'length:words'],
  ])('%s', (_name, second, feature) => {
    const { area, telling } = auditBlinding(drafts(plain, second, 1), seededRandom(2));
    expect(area.auc).toBeGreaterThan(0.9);
    expect(area.low).toBeGreaterThan(0.5);
    expect(telling.map(({ id }) => id)).toContain(feature);
    expect(telling.find(({ id }) => id === feature)?.area.auc).toBeGreaterThan(0.9);
  });
});

describe('where there is nothing to find', () => {
  test('arms that are written alike stay near 0.5, and so do the means of many', () => {
    const areas = [1, 2, 3, 4, 5, 6].map((seed) => auditBlinding(drafts(plain, plain, seed), seededRandom(seed)));
    for (const { area } of areas) {
      expect(Math.abs(area.auc - 0.5)).toBeLessThan(0.2);
    }
    const mean = areas.reduce((sum, { area }) => sum + area.auc, 0) / areas.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.07);
    expect(areas.flatMap(({ telling }) => telling)).toEqual([]);
  });

  test('arms with a cue, shuffled, stay near 0.5', () => {
    const random = seededRandom(11);
    const areas = [1, 2, 3, 4].map((seed) => {
      const texts = drafts(plain, withHeadings, seed);
      // Within a case, so that every case keeps a text in both arms.
      const shuffled = texts.map((each, index) => ({ ...each, pair: Math.floor(index / 2) }));
      const turned = new Set(shuffled.filter(() => random.uniform() < 0.5).map(({ pair }) => pair));
      return auditBlinding(
        shuffled.map(({ pair, ...each }) => ({ ...each, second: turned.has(pair) ? !each.second : each.second })),
        random.fork(`${seed}`),
      ).area.auc;
    });
    expect(Math.abs(areas.reduce((sum, auc) => sum + auc, 0) / areas.length - 0.5)).toBeLessThan(0.1);
  });
});

test('after normalising, the planted headings and numbers are gone', () => {
  for (const writer of [withHeadings, asList]) {
    const texts = drafts(plain, writer, 4);
    const rule = headingRule(texts.map(({ text }) => text));
    const after = texts.map((each) => ({ ...each, text: normaliseDraft(each.text, rule) }));
    const { area, telling } = auditBlinding(after, seededRandom(2));
    expect(area.low).toBeLessThan(0.5);
    expect(Math.abs(area.auc - 0.5)).toBeLessThan(0.2);
    expect(telling).toEqual([]);
  }
});

test('too few texts are no audit', () => {
  expect(() => auditBlinding(drafts(plain, plain, 1).slice(0, 18), seededRandom(1))).toThrow('stats-too-few');
});
