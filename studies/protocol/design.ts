import { z } from 'zod';

/** What is known of a case before anybody reads it, and what lists can be stratified by. */
export const caseAttributes = ['sex', 'age', 'view', 'prior'] as const;
export type CaseAttribute = (typeof caseAttributes)[number];

const dealing = {
  /** Every so many reads in a row hold each arm in its share; left out: two of each arm, in `parallel` the whole list. */
  blockSize: z.int().min(2).max(200).optional(),
  /** Every reader gets the cases of each kind evenly in every arm. */
  stratifyBy: z.array(z.enum(caseAttributes)).max(caseAttributes.length).optional(),
};

/** Days between the last read of a period and the first of the next; FDA's guidance on CADe asks for four weeks. */
const washoutDays = z.int().min(0).max(730).default(28);

/**
 * How cases and arms are dealt out to the readers of each group.
 * parallel: each reader a sample of the cases, each in one arm, arms as large as one likes (the paper's).
 * crossed: every reader reads every case in every arm, one period an arm, by a Latin square over readers and cases.
 * williams: the same by Williams squares: in what follows the first read of a case, every arm follows every other
 * equally often.
 * latin-square: every reader reads every case once; half of the readers mirror the other half.
 * split-plot: readers and cases in blocks, crossed inside a block.
 * incomplete-blocks: some cases are read by all, the rest go round; each case once.
 */
export const design = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('parallel'), ...dealing }),
  z.object({ kind: z.literal('crossed'), washoutDays, ...dealing }),
  z.object({ kind: z.literal('williams'), washoutDays, ...dealing }),
  z.object({ kind: z.literal('latin-square'), ...dealing }),
  z.object({ kind: z.literal('split-plot'), blocks: z.int().min(2).max(100), washoutDays, ...dealing }),
  z.object({ kind: z.literal('incomplete-blocks'), anchors: z.int().min(0).max(5000), ...dealing }),
]);
export type Design = z.infer<typeof design>;

interface Designed {
  readonly cases: number;
  readonly design?: z.input<typeof design> | undefined;
  readonly groups: readonly {
    readonly id: string;
    readonly readers: number;
    readonly arms: readonly { readonly arm: string; readonly cases: number }[];
  }[];
}

export interface DesignFault {
  /** Path within the protocol. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What makes the design of a protocol impossible, before any case is there. */
export function designFaults({ cases, design: chosen = { kind: 'parallel' }, groups }: Designed): DesignFault[] {
  return groups.flatMap((group, index) => {
    const path = ['groups', index, 'arms'];
    const message = groupFault(chosen, group, cases);
    return message === null ? [] : [{ path, message }];
  });
}

type Group = Designed['groups'][number];

function groupFault(chosen: z.input<typeof design>, group: Group, cases: number): string | null {
  const total = group.arms.reduce((sum, each) => sum + each.cases, 0);
  switch (chosen.kind) {
    case 'parallel':
      return total > cases ? `${total} reads for a reader, but the study has ${cases} cases` : null;
    case 'crossed':
      return notEvery(group, cases, 'crossed means every case in every arm');
    case 'williams':
      return (
        notEvery(group, cases, 'a Williams square has every case in every arm') ??
        notWilliams(group, cases, (chosen.stratifyBy ?? []).length > 0)
      );
    case 'latin-square':
      if (total !== cases)
        return `${total} reads for a reader, but a Latin square gives every reader all ${cases} cases once`;
      return notEqual(group, 'a Latin square');
    case 'split-plot':
      if (cases % chosen.blocks !== 0) return `${cases} cases can't be split into ${chosen.blocks} equal blocks`;
      if (group.readers < chosen.blocks)
        return `${chosen.blocks} blocks need at least as many readers, ${group.id} has ${group.readers}`;
      return notEvery(
        group,
        cases / chosen.blocks,
        `inside a block of ${cases / chosen.blocks} cases every case is read in every arm`,
      );
    case 'incomplete-blocks':
      if (total > cases) return `${total} reads for a reader, but the study has ${cases} cases`;
      if (chosen.anchors > total) return `${chosen.anchors} cases for all, but a reader reads only ${total}`;
      if (chosen.anchors === total && total < cases)
        return `${total} cases for all leave no read for the other ${cases - total}`;
      return notEqual(group, 'incomplete blocks');
  }
}

function notEvery({ arms }: Group, cases: number, rule: string): string | null {
  const other = arms.find((each) => each.cases !== cases);
  return other ? `${other.cases} cases in ${other.arm}, but ${rule}: ${cases}` : null;
}

function notEqual({ arms }: Group, name: string): string | null {
  const [first] = arms;
  const other = arms.find((each) => each.cases !== first?.cases);
  return other
    ? `${name} has arms of one size, not ${first?.cases} cases in ${first?.arm} and ${other.cases} in ${other.arm}`
    : null;
}

/** The rows of the square are used equally often only where readers or cases are a multiple of them. */
function notWilliams({ id, readers, arms }: Group, cases: number, stratified: boolean): string | null {
  const rows = arms.length % 2 === 0 ? arms.length : 2 * arms.length;
  if (arms.length < 2) return 'a Williams square needs at least two arms';
  if (readers % rows === 0) return null;
  if (cases % rows !== 0)
    return `a Williams square of ${arms.length} arms has ${rows} rows: ${id} needs ${rows}, ${2 * rows}, ... readers or cases, not ${readers} readers and ${cases} cases`;
  // Two squares that take turns over the cases are even over all of them, but not in every stratum.
  return stratified && arms.length % 2 === 1
    ? `with strata, Williams squares of ${arms.length} arms need ${rows}, ${2 * rows}, ... readers: ${id} has ${readers}`
    : null;
}
