/** Colours of a plot: those of the window, which follow its theme, or fixed ones for paper. */
export interface Theme {
  readonly text: string;
  readonly quiet: string;
  readonly hairline: string;
  /** In the order of a group's arms. */
  readonly arms: readonly string[];
  readonly against: string;
  readonly neutral: string;
  readonly inFavour: string;
  readonly font: string;
}

export const screenTheme: Theme = {
  text: 'var(--text)',
  quiet: 'var(--quiet)',
  hairline: 'var(--hairline)',
  arms: ['var(--arm-1)', 'var(--arm-2)', 'var(--arm-3)', 'var(--arm-4)'],
  against: 'var(--arm-2)',
  neutral: 'var(--edge)',
  inFavour: 'var(--arm-1)',
  font: 'var(--font)',
};

/** For files: dark on nothing, as papers print it. */
export const paperTheme: Theme = {
  text: '#1b1f23',
  quiet: '#4b545b',
  hairline: '#dfe3e5',
  arms: ['#1f5f9e', '#a35c00', '#6b4a9c', '#3f7d3a'],
  against: '#a35c00',
  neutral: '#7c868d',
  inFavour: '#1f5f9e',
  font: "'Source Sans 3', 'Helvetica Neue', Arial, sans-serif",
};

/** Arms differ by shape as well, for eyes and printers that see no colour. */
export const SYMBOLS = ['circle', 'diamond', 'triangle', 'square'] as const;

/** Colour of the arm at a place in its group's order; more arms than colours begin anew. */
export function armColour(theme: Theme, place: number): string {
  return theme.arms[Math.max(0, place) % theme.arms.length] ?? theme.text;
}
