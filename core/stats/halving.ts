/**
 * The place where a falling function of [low, high] reaches `target`, by halving until the doubles are neighbours.
 * The function of a distribution's tail is monotone, so this can't fail where faster methods overshoot.
 */
export function placeOfFall(falling: (x: number) => number, target: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) return middle;
    if (falling(middle) > target) below = middle;
    else above = middle;
  }
}

/** An upper end for `placeOfFall`: the first power of two at which the function is no longer above the target. */
export function beyondFall(falling: (x: number) => number, target: number): number {
  let end = 1;
  while (falling(end) > target) end *= 2;
  return end;
}
