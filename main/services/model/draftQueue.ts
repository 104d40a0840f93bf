import { toFailureData, type FailureData } from '#core/errors.ts';

/** One thing to draft; `id` names it for good, so that a queue made anew knows what is finished. */
export interface QueueJob {
  readonly id: string;
}

export interface QueueParts<J extends QueueJob, R> {
  readonly jobs: readonly J[];
  /** Ids whose result was saved before: they are not done again. */
  readonly finished: ReadonlySet<string>;
  /** Drafts one job; ends soon after `signal` aborts, in whatever way. */
  run(job: J, signal: AbortSignal): Promise<R>;
  /** Keeps a result; the job counts as finished when this is done. */
  save(job: J, result: R): Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  onState?(state: QueueState): void;
}

export interface QueueState {
  readonly phase: 'idle' | 'running' | 'paused' | 'cancelled' | 'done';
  readonly total: number;
  readonly finished: number;
  readonly failed: readonly { readonly id: string; readonly failure: FailureData }[];
  /** The job in work. */
  readonly current: string | null;
  /** Milliseconds to the end at the speed so far; null while nothing is known. */
  readonly remaining: number | null;
}

/**
 * Runs jobs one after the other. A pause drops the job in work, which begins anew on the next start; a failed job does
 * not stop the others, and is tried again on the next start. A result that can't be kept pauses the queue.
 */
export interface DraftQueue {
  /** Runs until all is done, paused or cancelled. */
  start(): Promise<QueueState>;
  pause(): void;
  cancel(): void;
  state(): QueueState;
}

export function createDraftQueue<J extends QueueJob, R>(parts: QueueParts<J, R>): DraftQueue {
  const finished = new Set(parts.jobs.filter(({ id }) => parts.finished.has(id)).map(({ id }) => id));
  const failed = new Map<string, FailureData>();
  let phase: QueueState['phase'] = 'idle';
  let current: { id: string; started: number } | null = null;
  let abort = new AbortController();
  const spent = { jobs: 0, milliseconds: 0 };

  function state(): QueueState {
    return {
      phase,
      total: parts.jobs.length,
      finished: finished.size,
      failed: [...failed].map(([id, failure]) => ({ id, failure })),
      current: current?.id ?? null,
      remaining: remaining(),
    };
  }

  function remaining(): number | null {
    const left = parts.jobs.length - finished.size - failed.size;
    if (left === 0) return 0;
    if (spent.jobs === 0) return null;
    const each = spent.milliseconds / spent.jobs;
    const inWork = current ? Math.min(parts.now() - current.started, each) : 0;
    return Math.max(0, left * each - inWork);
  }

  function enter(next: QueueState['phase']): void {
    phase = next;
    parts.onState?.(state());
  }

  function stop(next: 'paused' | 'cancelled'): void {
    if (phase === 'done' || phase === 'cancelled') return;
    enter(next);
    abort.abort();
  }

  async function start(): Promise<QueueState> {
    if (phase === 'running' || phase === 'cancelled') return state();
    abort = new AbortController();
    failed.clear();
    enter('running');
    for (const job of parts.jobs) {
      if (!abort.signal.aborted && !finished.has(job.id)) await work(job, abort.signal);
    }
    current = null;
    if (!abort.signal.aborted) enter('done');
    return state();
  }

  async function work(job: J, signal: AbortSignal): Promise<void> {
    current = { id: job.id, started: parts.now() };
    parts.onState?.(state());
    try {
      const result = await parts.run(job, signal);
      if (signal.aborted) return;
      await keep(job, result);
      finished.add(job.id);
      spent.jobs++;
      spent.milliseconds += parts.now() - current.started;
    } catch (thrown) {
      if (!signal.aborted) failed.set(job.id, toFailureData(thrown));
    } finally {
      current = null;
      parts.onState?.(state());
    }
  }

  /** Without a place for results there is no use in going on. */
  async function keep(job: J, result: R): Promise<void> {
    try {
      await parts.save(job, result);
    } catch (thrown) {
      failed.set(job.id, toFailureData(thrown));
      stop('paused');
      throw thrown;
    }
  }

  return { start, pause: () => stop('paused'), cancel: () => stop('cancelled'), state };
}
