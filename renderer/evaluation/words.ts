import type { BenchTask } from '#core/ipc/evaluation.ts';
import { say } from '#renderer/messages/messages.svelte.ts';

/** Lists of the benchmark in the window's words. */
export function taskWords(task: BenchTask): string {
  return say(`evaluation.task.${task}`);
}

/** A share or score to three digits; a dash where there is none. */
export function digits(value: number | null): string {
  return value === null ? say('evaluation.none') : value.toFixed(3);
}

export function boundsWords(bounds: { readonly low: number; readonly high: number } | null): string {
  return bounds ? say('evaluation.bounds', { low: digits(bounds.low), high: digits(bounds.high) }) : '';
}
