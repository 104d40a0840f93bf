import content from './paperFigure.json' with { type: 'json' };

/** F1 of a group as the paper's figure shows it, with the ends of its error bar. */
export interface PaperGroup {
  readonly group: string;
  readonly f1: number;
  readonly low: number;
  readonly high: number;
}

const figure: Readonly<Record<string, readonly PaperGroup[]>> = content;

/**
 * The fairness figure of the paper's first version: F1 of cardiomegaly by group, read off the bars of its project page to
 * about 0.003 (the page does not say what the error bars are). Null for a group that the figure does not have.
 */
export function paperGroup(attribute: string, group: string): PaperGroup | null {
  const wanted = group.toLowerCase();
  const matches = (name: string): boolean =>
    attribute === 'race' ? wanted.includes(name) : name === wanted || (wanted.length === 1 && name.startsWith(wanted));
  return figure[attribute]?.find((one) => matches(one.group.toLowerCase())) ?? null;
}
