import { findings, type Finding } from '#core/text/findings.ts';
import { labelReport } from '#core/text/labeller/label.ts';

/** What a read did to the findings of its text. */
export interface FindingChange {
  /** Findings that the final text says are there and the given text does not, and the other way round. */
  readonly added: number;
  readonly removed: number;
}

/** Findings that a text says are there. */
export type Stated = (text: string) => ReadonlySet<Finding>;

/** So many texts are remembered: drafts come back with every reader. */
const REMEMBERED = 20_000;

/** All but `No Finding`, which follows from the others. */
const COUNTED = findings.filter((finding) => finding !== 'No Finding');

/** Labels by the rules of `core/text/labeller`; uncertain counts as not there. The same text is labelled once. */
export function labeller(): Stated {
  const known = new Map<string, ReadonlySet<Finding>>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const { labels } = labelReport(text);
    const stated = new Set(COUNTED.filter((finding) => labels[finding] === 1));
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, stated);
    return stated;
  };
}

export function findingChange(given: ReadonlySet<Finding>, final: ReadonlySet<Finding>): FindingChange {
  return {
    added: [...final].filter((finding) => !given.has(finding)).length,
    removed: [...given].filter((finding) => !final.has(finding)).length,
  };
}
