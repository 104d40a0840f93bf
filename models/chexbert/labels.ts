import { findings, type Finding } from '#core/text/findings.ts';
import type { Label, Labels } from '#core/text/labeller/label.ts';
import { headSizes } from './network.ts';

/** What the classes of a head mean, in their order; `No Finding` has the first two. */
const MEANINGS: readonly Label[] = [null, 1, 0, -1];

/** The labels that the logits of all heads say: the highest class of each, of equals the first. */
export function labelsOfLogits(logits: ArrayLike<number>): Labels {
  let start = 0;
  const labels = findings.map((finding, head): [Finding, Label] => {
    const size = headSizes[head] ?? 0;
    let best = 0;
    for (let place = 1; place < size; place++) {
      if ((logits[start + place] ?? 0) > (logits[start + best] ?? 0)) best = place;
    }
    start += size;
    return [finding, MEANINGS[best] ?? null];
  });
  return Object.fromEntries(labels) as Record<Finding, Label>;
}
