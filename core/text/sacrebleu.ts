import type { BleuCounts } from './bleu.ts';

/** What is done about an order without a common run. */
export interface Smoothing {
  /** `exponential`: 1/2, 1/4, ... of one run (Lin and Och 2004, sacreBLEU's default); `floor`: a fixed number of runs. */
  readonly method: 'exponential' | 'floor';
  readonly floor?: number;
  /** Orders longer than the candidate don't count: wanted for single sentences. */
  readonly effectiveOrder?: boolean;
}

/**
 * BLEU as sacreBLEU defines it, from 0 to 100 (Post 2018, `sacrebleu/metrics/bleu.py`): nought when not one run of any
 * order is common, when an order has no run (unless `effectiveOrder`), or when the candidate is empty.
 */
export function sacreBleu(counts: BleuCounts, { method, floor = 0.1, effectiveOrder = false }: Smoothing): number {
  const { candidateLength, referenceLength, common, total } = counts;
  if (candidateLength === 0 || common.every((hits) => hits === 0)) return 0;
  const filled = total.findIndex((runs) => runs === 0);
  const orders = effectiveOrder && filled >= 0 ? filled : total.length;
  let halved = 1;
  let logarithms = 0;
  for (let index = 0; index < orders; index++) {
    const runs = total[index] ?? 0;
    if (runs === 0) return 0;
    let hits = common[index] ?? 0;
    if (hits === 0) hits = method === 'floor' ? floor : 1 / (halved *= 2);
    logarithms += Math.log(hits / runs);
  }
  const penalty = candidateLength < referenceLength ? Math.exp(1 - referenceLength / candidateLength) : 1;
  return 100 * penalty * Math.exp(logarithms / orders);
}

/** sacreBLEU's default tokeniser `13a`, which is that of the NIST script mteval-v13a. */
export function tokenise13a(text: string): string[] {
  const plain = text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return ` ${plain} `
    .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
    .replaceAll(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/u)
    .filter((token) => token !== '');
}

/** sacreBLEU's tokeniser `intl`: every mark but those inside a number, and every symbol, is a token (mteval-v14). */
export function tokeniseInternational(text: string): string[] {
  return text
    .replaceAll(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replaceAll(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replaceAll(/(\p{S})/gu, ' $1 ')
    .split(/\s+/u)
    .filter((token) => token !== '');
}
