import { describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import { createDraftQueue, type QueueParts, type QueueState } from '#main/services/model/draftQueue.ts';

interface Job {
  readonly id: string;
}

const JOBS: readonly Job[] = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

/** A queue whose jobs take ten milliseconds of its own clock, saved into a list that outlives it. */
function trial(options: Partial<QueueParts<Job, string>> & { onRun?: (id: string) => void } = {}) {
  const saved: string[] = [];
  const states: QueueState[] = [];
  const begun: string[] = [];
  let time = 0;
  const queue = createDraftQueue<Job, string>({
    jobs: JOBS,
    finished: new Set(),
    run: ({ id }, signal) => {
      begun.push(id);
      time += 10;
      options.onRun?.(id);
      return signal.aborted ? Promise.reject(new Failure('draft-cancelled')) : Promise.resolve(`draft of ${id}`);
    },
    save: ({ id }) => {
      saved.push(id);
      return Promise.resolve();
    },
    now: () => time,
    onState: (state) => states.push(state),
    ...options,
  });
  return { queue, saved, states, begun };
}

describe('a queue', () => {
  it('does its jobs in order, and tells how far it is and how long it still takes', async () => {
    const { queue, saved, states } = trial();
    expect(queue.state()).toMatchObject({ phase: 'idle', total: 4, finished: 0, remaining: null });
    expect(await queue.start()).toEqual({
      phase: 'done',
      total: 4,
      finished: 4,
      failed: [],
      current: null,
      remaining: 0,
    });
    expect(saved).toEqual(['a', 'b', 'c', 'd']);
    const waiting = states.filter((state) => state.current === null && state.phase === 'running');
    expect(waiting.map((state) => state.remaining)).toEqual([null, 30, 20, 10, 0]);
  });

  it('does not do again what was saved before', async () => {
    const { queue, begun } = trial({ finished: new Set(['a', 'c', 'long gone']) });
    expect(await queue.start()).toMatchObject({ phase: 'done', finished: 4 });
    expect(begun).toEqual(['b', 'd']);
  });

  it('stops at a pause, and resumes with the job it dropped', async () => {
    const { queue, saved, begun } = trial({
      onRun: (id) => {
        if (id === 'b' && begun.filter((each) => each === 'b').length === 1) queue.pause();
      },
    });
    expect(await queue.start()).toMatchObject({ phase: 'paused', finished: 1, current: null, failed: [] });
    expect(await queue.start()).toMatchObject({ phase: 'done', finished: 4 });
    expect(begun).toEqual(['a', 'b', 'b', 'c', 'd']);
    expect(saved).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stays cancelled', async () => {
    const { queue, saved } = trial({ onRun: (id) => (id === 'c' ? queue.cancel() : undefined) });
    expect(await queue.start()).toMatchObject({ phase: 'cancelled', finished: 2 });
    expect(await queue.start()).toMatchObject({ phase: 'cancelled', finished: 2 });
    queue.pause();
    expect(queue.state().phase).toBe('cancelled');
    expect(saved).toEqual(['a', 'b']);
  });

  it('goes on after a failure, names it, and tries that job again on the next start', async () => {
    let broken = true;
    const { queue, saved } = trial({
      run: ({ id }) => (id === 'b' && broken ? Promise.reject(new Failure('runtime-crashed')) : Promise.resolve(id)),
    });
    const state = await queue.start();
    expect(state).toMatchObject({ phase: 'done', finished: 3, remaining: 0 });
    expect(state.failed).toEqual([{ id: 'b', failure: { code: 'runtime-crashed', detail: {} } }]);
    broken = false;
    expect(await queue.start()).toMatchObject({ finished: 4, failed: [] });
    expect(saved).toEqual(['a', 'c', 'd', 'b']);
  });

  it('pauses where a result could not be kept: the next would fare no better', async () => {
    let full = true;
    const { queue, begun } = trial({
      save: () => (full ? Promise.reject(new Failure('disk-full', { file: 'x' })) : Promise.resolve()),
    });
    const state = await queue.start();
    expect(state).toMatchObject({
      phase: 'paused',
      finished: 0,
      failed: [{ id: 'a', failure: { code: 'disk-full' } }],
    });
    expect(begun).toEqual(['a']);
    full = false;
    expect(await queue.start()).toMatchObject({ phase: 'done', finished: 4, failed: [] });
  });

  it('is done at once when all is done', async () => {
    const { queue, begun } = trial({ finished: new Set(['a', 'b', 'c', 'd']) });
    expect(await queue.start()).toMatchObject({ phase: 'done', remaining: 0 });
    expect(begun).toEqual([]);
  });
});
