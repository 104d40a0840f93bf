/** The `d` of an SVG path through values at equal distances: 0 lies on the bottom, the largest value at the top. */
export function linePath(values: readonly number[], width: number, height: number): string {
  const most = Math.max(...values, Number.MIN_VALUE);
  return values
    .map((value, index) => {
      const x = values.length > 1 ? (width * index) / (values.length - 1) : 0;
      const y = height * (1 - value / most);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
