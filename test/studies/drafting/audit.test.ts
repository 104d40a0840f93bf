import { describe, expect, test } from 'vitest';
import { seededRandom, type Random } from '#core/random.ts';
import { auditBlinding, type AuditedText, type BlindingAudit } from '#studies/drafting/audit.ts';
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
    const audits = [1, 2, 3, 4, 5, 6].map((seed) => auditBlinding(drafts(plain, plain, seed), seededRandom(seed)));
    for (const { area } of audits) expect(Math.abs(area.auc - 0.5)).toBeLessThan(0.2);
    expect(Math.abs(meanArea(audits) - 0.5)).toBeLessThan(0.07);
    // The intervals are widened so that one audit in twenty names a feature.
    expect(audits.filter(({ telling }) => telling.length > 0).length).toBeLessThanOrEqual(1);
  });

  test('arms with a cue, shuffled, stay near 0.5', () => {
    const random = seededRandom(11);
    const audits = [1, 2, 3, 4, 5, 6].map((seed) => {
      // The two drafts of a case change arms or not, by a coin.
      const turned = new Set(
        Array.from({ length: 50 }, (_, index) => `c${index}`).filter(() => random.integer(2) === 1),
      );
      const texts = drafts(plain, withHeadings, seed).map((each) => ({
        ...each,
        second: each.second !== turned.has(each.case),
      }));
      return auditBlinding(texts, random.fork(`${seed}`));
    });
    expect(Math.abs(meanArea(audits) - 0.5)).toBeLessThan(0.1);
    expect(audits.flatMap(({ telling }) => telling)).toEqual([]);
  });
});

function meanArea(audits: readonly BlindingAudit[]): number {
  return audits.reduce((sum, { area }) => sum + area.auc, 0) / audits.length;
}

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
