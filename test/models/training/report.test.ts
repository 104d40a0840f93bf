import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { writeIndication } from '#models/training/phantom/indication.ts';
import { noduleMillimetres } from '#models/training/phantom/measure.ts';
import { reportText, writeReport } from '#models/training/phantom/report.ts';
import { samplePhantom } from '#models/training/phantom/population.ts';
import { sampleFinding, type FindingKind } from '#models/training/phantom/spec.ts';

/** Words without which a finding can't have been named; independent of the grammar's own tables. */
const mentions: Record<FindingKind, RegExp> = {
  cardiomegaly: /enlarged(?<!not enlarged)|increased|borderline|upper limit/i,
  effusion: /(?:small|moderate|large|trace)[^.]*effusion|effusions?[^.]*(?:small|moderate|large)/i,
  pneumothorax: /(?:small|moderate|large|tiny)[^.]*pneumothorax|pneumothorax on the/i,
  consolidation: /(?:patchy|confluent|dense|early)[^.]*(?:consolidation|opacity)|shows [a-z]+ consolidation/i,
  nodule: /\d+ mm/,
  oedema: /edema|septal/i,
  atelectasis: /atelectasis/i,
  fracture: /(?:displaced|nondisplaced)[^.]*fracture|may [a-z]+ a fracture/i,
  pacemaker: /pacemaker/i,
  'tracheal-tube': /endotracheal/i,
  'enteric-tube': /enteric|nasogastric/i,
  'central-line': /catheter|central line/i,
  'chest-tube': /chest tube|drain|thoracostomy/i,
  clips: /clips/i,
};

const forbidden =
  /phantom|synthetic|artificial|\bAI\b|\bmodel\b|resident|attending|draft|demo|planted|undefined|null|NaN|[{}]|generated|oedema/i;

describe('writeReport', () => {
  test('says what the specification says, and nothing else, in 400 reports', () => {
    const random = seededRandom(11);
    for (let index = 0; index < 400; index++) {
      const spec = samplePhantom(random);
      const text = writeReport(random, { views: 'PA', findings: spec.findings, prior: null }).findings;
      for (const kind of Object.keys(mentions) as FindingKind[]) {
        const there = spec.findings.some((each) => each.kind === kind);
        const told = text.replace(/(?:No|There is no) (?:displaced|acute) rib fracture\./, '');
        expect(mentions[kind].test(told), `${kind} in: ${text}`).toBe(there);
      }
      for (const { side } of spec.findings) if (side) expect(text.toLowerCase()).toContain(side);
    }
  });

  test('has no word that tells where a text comes from, and no unfilled place', () => {
    const random = seededRandom(12);
    for (let index = 0; index < 400; index++) {
      const spec = samplePhantom(random);
      const earlier = spec.findings.map((each) => ({ ...each, severity: random.uniform() }));
      const prior = index % 2 === 0 ? null : earlier.slice(random.integer(2));
      const text = reportText(writeReport(random, { views: 'both', findings: spec.findings, prior }));
      expect(text).not.toMatch(forbidden);
      expect(text).toMatch(/^FINDINGS:\n[^\n]+\n\nIMPRESSION:\n/);
      expect(text).not.toMatch(/ {2}| \.|\.\./);
      for (const sentence of text.split(/(?<=[a-z]\.) /)) expect(sentence).toMatch(/^[A-Z0-9]/);
      expect(writeIndication(random, spec)).not.toMatch(forbidden);
    }
  });

  test('varies: one specification seldom gives the same words twice', () => {
    const random = seededRandom(13);
    const findings = [sampleFinding(random, 'effusion', 'left')];
    const texts = new Set(
      Array.from({ length: 40 }, () => reportText(writeReport(random, { views: 'both', findings, prior: null }))),
    );
    expect(texts.size).toBeGreaterThan(34);
  });

  test('compares with the earlier film', () => {
    const random = seededRandom(14);
    const small = { kind: 'effusion', side: 'left', zone: null, severity: 0.1 } as const;
    const large = { ...small, severity: 0.9 };
    const write = (findings: (typeof large)[], prior: (typeof large)[]): string =>
      writeReport(random, { views: 'both', findings, prior }).findings;
    expect(write([large], [small as never])).toMatch(/increased|larger|wors|progress/);
    expect(write([small as never], [large])).toMatch(/decreased|smaller|improv/);
    expect(write([large], [large])).toMatch(/unchanged|stable/);
    expect(write([large], [])).toMatch(/new/);
    expect(write([], [large])).toMatch(/resolved|cleared/);
  });

  test('measures a nodule as it is drawn', () => {
    expect(noduleMillimetres(0)).toBe(16);
    expect(noduleMillimetres(1)).toBe(30);
  });
});
