import { Failure } from '#core/errors.ts';
import type { PowerFound, PowerOrder, PowerPlan } from '#core/ipc/power.ts';
import { effect } from '#studies/simulate/effect.ts';
import type { PowerRequest, PowerStudy } from '#studies/simulate/power/powerStudy.ts';
import { powerPresets } from '#studies/simulate/power/presets.ts';
import type { Library } from './library.ts';
import { comparisonsOf, planPower, type PlannedPower, type PowerOptions } from './power.ts';
import type { Progress } from './progress.ts';
import { templateProtocol } from './protocols.ts';
import { hasPart, openStudy } from './studyFolder.ts';

const LEVEL = 0.05;

/** Where a designer tries out how large a study has to be: one simulation at a time, which can be ended. */
export interface PowerDesk {
  plan(study: string): Promise<PowerPlan>;
  /** `identityFile` opens the key of lists that were made. Throws what `planPower` and `powerStudy` throw, and cancelled. */
  run(order: PowerOrder, identityFile: string | null): Promise<PowerFound>;
  cancel(): void;
}

export interface PowerDeskInput {
  readonly library: Pick<Library, 'folderOf'>;
  simulate(request: PowerRequest, progress: Progress, signal: AbortSignal): Promise<PowerStudy>;
  tell(progress: { what: string; done: number; total: number }): void;
}

export function createPowerDesk({ library, simulate, tell }: PowerDeskInput): PowerDesk {
  let running: AbortController | null = null;

  return {
    async plan(study) {
      const opened = await openStudy(await library.folderOf(study));
      const groups = new Map(opened.protocol.groups.map((group) => [group.id, group]));
      return {
        comparisons: comparisonsOf(opened.protocol, null).flatMap(({ group, arms }) => {
          const { label, readers } = groups.get(group) ?? {};
          return label && readers ? [{ group, arms, label, readers }] : [];
        }),
        presets: Object.entries(powerPresets).map(([name, preset]) => ({ name, ...preset })),
        allocated: hasPart(opened, 'reads.json'),
      };
    },
    async run(order, identityFile) {
      running?.abort();
      const own = new AbortController();
      running = own;
      try {
        const [planned] = await planPower(await library.folderOf(order.study), await optionsOf(order, identityFile));
        if (!planned) throw new Failure('usage', { reason: `${order.group} has no two arms to compare` });
        const ask = (request: PowerRequest): Promise<PowerStudy> =>
          simulate(request, (what, done, total) => tell({ what, done, total }), own.signal);
        const { curves, required, ...found } = await ask(planned.request);
        const { power: paper } = await ask(paperRequest(order));
        return {
          ...found,
          curves: curves ?? { cases: [], readers: [] },
          required: required ?? { cases: null, readers: null },
          notes: planned.notes,
          paper,
        };
      } finally {
        if (running === own) running = null;
      }
    },
    cancel() {
      running?.abort();
    },
  };

  async function optionsOf(order: PowerOrder, identityFile: string | null): Promise<PowerOptions> {
    const { protocol } = await openStudy(await library.folderOf(order.study));
    const { group, first, second, readerSd, caseSd, seed, repetitions, target } = order;
    const [comparison] = comparisonsOf(protocol, group);
    const times = [first, second].map((each, index) => ({ group, arm: comparison?.arms[index] ?? '', ...each }));
    return {
      ...{ seed, repetitions, target, group, readerSd, caseSd, identityFile },
      level: LEVEL,
      preset: null,
      effect: effect.parse({ format: 1, arms: times }),
    };
  }
}

/** The comparison of the paper that found nothing: how often studies of its size would. */
function paperRequest({ repetitions, seed }: PowerOrder): PlannedPower['request'] {
  const { first, second } = powerPresets['paper-attendings'];
  return {
    protocol: templateProtocol('chexagent-v2'),
    comparison: { group: 'attendings', arms: ['resident-draft', 'model-draft'] },
    reads: null,
    spread: { first, second, readerSd: 0, caseSd: 0 },
    ...{ repetitions, seed, level: LEVEL, target: null },
  };
}
