import type { Header } from './header.ts';

/** How a window turns values into grey (PS3.3 C.11.2.1.3). */
export type WindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** A window in modality values. The function is LINEAR where none is named. */
export interface GreyWindow {
  readonly center: number;
  readonly width: number;
  readonly function?: WindowFunction;
  readonly explanation?: string;
}

/** The windows of a file; a pair that is no window (not a number, no width) is left out. */
export function readWindows(header: Header): GreyWindow[] {
  const centers = header.numbers('WindowCenter');
  const widths = header.numbers('WindowWidth');
  const explanations = header.texts('WindowCenterWidthExplanation');
  const named = windowFunctions.find((name) => name === header.text('VOILUTFunction')) ?? 'LINEAR';
  return centers.flatMap((center, index) => {
    const width = widths[index];
    const explanation = explanations[index];
    if (!Number.isFinite(center) || width === undefined || !(width > 0)) return [];
    return [{ center, width, function: named, ...(explanation ? { explanation } : {}) }];
  });
}

const windowFunctions: readonly WindowFunction[] = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'];

/** The grey of a value under a window, from 0 to 1. */
export function windowShade(window: GreyWindow, value: number): number {
  const { center, function: named = 'LINEAR' } = window;
  if (named === 'SIGMOID') return 1 / (1 + Math.exp((-4 * (value - center)) / window.width));
  if (named === 'LINEAR_EXACT') return clamp((value - center) / window.width + 0.5);
  return linearShade(center, Math.max(1, window.width), value);
}

/** C.11.2.1.2.1: a window of width w spans w values, so that its ends lie half a value inside. */
function linearShade(center: number, width: number, value: number): number {
  const from = center - 0.5 - (width - 1) / 2;
  if (value <= from) return 0;
  if (value > from + width - 1) return 1;
  return (value - (center - 0.5)) / (width - 1) + 0.5;
}

function clamp(shade: number): number {
  return Math.min(1, Math.max(0, shade));
}

/** The window that shows the least value black and the greatest white. */
export function windowBetween(least: number, greatest: number): GreyWindow {
  const width = greatest - least + 1;
  return { center: least + width / 2, width };
}
