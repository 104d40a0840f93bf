import type { Contrast } from '#studies/analysis/contrasts.ts';
import { escaped } from './words.ts';

/** The ratios with their intervals on a logarithmic line, as SVG; 1 is no difference. Null where there is none. */
export function forestSvg(contrasts: readonly Contrast[]): string | null {
  const shown = contrasts.filter(({ ciLow, ciHigh }) => ciLow !== null && ciHigh !== null);
  if (shown.length === 0) return null;
  const reach = Math.max(
    ...shown.flatMap(({ ciLow, ciHigh }) => [ciLow, ciHigh].map((x) => Math.abs(Math.log(x ?? 1)))),
  );
  const x = (ratio: number | null): string => (520 + (Math.log(ratio ?? 1) / reach) * 180).toFixed(1);
  const lines = shown.map((each, index) => {
    const y = 24 + index * 24;
    const words = escaped(`${each.group}: ${each.arms.join(' / ')} (${each.analysis})`);
    return (
      `<text x="0" y="${y + 4}" font-size="12">${words}</text>` +
      `<line x1="${x(each.ciLow)}" x2="${x(each.ciHigh)}" y1="${y}" y2="${y}" stroke="#1b1f24"/>` +
      `<circle cx="${x(each.ratio)}" cy="${y}" r="4"/>`
    );
  });
  const height = 36 + shown.length * 24;
  const zero = `<line x1="520" x2="520" y1="8" y2="${height - 20}" stroke="#9aa3ab" stroke-dasharray="3"/>`;
  const axis = `<text x="520" y="${height - 4}" font-size="12" text-anchor="middle">ratio 1: no difference</text>`;
  return `<svg viewBox="0 0 720 ${height}" role="img" aria-label="Ratios of reading times with 95 % intervals">${zero}${lines.join('')}${axis}</svg>`;
}
