import { isBorderline, type Finding } from '../phantom/spec.ts';
import { labelReport } from './label.ts';

/** A generated text with what the film truly shows. */
export interface ScoredText {
  readonly truth: readonly Finding[];
  readonly text: string;
}

export interface Score {
  /** Finding with its side: `effusion left`. */
  readonly name: string;
  readonly hits: number;
  /** Named but not there. */
  readonly extra: number;
  /** There but not named. */
  readonly missed: number;
  /** 2 hits / (2 hits + extra + missed); 1 where there is nothing to find and nothing was found. */
  readonly f1: number;
}

/**
 * F1 of the findings (with side) that texts state as present, against the truth. Borderline findings, and hedged ones in
 * the text, count neither for nor against: a reader would not swear to them either.
 */
export function scoreLabels(pairs: readonly ScoredText[]): {
  readonly micro: Score;
  readonly findings: readonly Score[];
} {
  const counts = new Map<string, { hits: number; extra: number; missed: number }>();
  for (const { truth, text } of pairs) {
    const there = new Map(truth.map((finding) => [nameOf(finding), isBorderline(finding)]));
    const labels = new Map(labelReport(text).map((label) => [nameOf(label), label.state]));
    for (const name of new Set([...there.keys(), ...labels.keys()])) {
      const borderline = there.get(name);
      const state = labels.get(name);
      if (borderline === true || (state === 'uncertain' && borderline === undefined)) continue;
      const count = counts.get(name) ?? { hits: 0, extra: 0, missed: 0 };
      counts.set(name, count);
      if (borderline === false) count[state === 'present' ? 'hits' : 'missed'] += 1;
      else if (state === 'present') count.extra += 1;
    }
  }
  const findings = [...counts].filter(([, { hits, extra, missed }]) => hits + extra + missed > 0);
  const total = (key: 'hits' | 'extra' | 'missed'): number => findings.reduce((sum, [, count]) => sum + count[key], 0);
  return {
    micro: scoreOf('all', total('hits'), total('extra'), total('missed')),
    findings: findings.map(([name, { hits, extra, missed }]) => scoreOf(name, hits, extra, missed)),
  };
}

function nameOf({ kind, side }: { kind: string; side: string | null }): string {
  return side ? `${kind} ${side}` : kind;
}

function scoreOf(name: string, hits: number, extra: number, missed: number): Score {
  const all = 2 * hits + extra + missed;
  return { name, hits, extra, missed, f1: all === 0 ? 1 : (2 * hits) / all };
}
