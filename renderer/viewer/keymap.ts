/** Where a key counts: with the image in front, there only where something is marked, or wherever the reader is. */
export type KeyArea = 'image' | 'marks' | 'everywhere';

/** Every key of the reading room. The help sheet is made from this table, and nothing else listens to keys. */
export const keymap = [
  { command: 'narrower', keys: ['['], area: 'image' },
  { command: 'wider', keys: [']'], area: 'image' },
  { command: 'brighter', keys: ['-'], area: 'image' },
  { command: 'darker', keys: ['='], area: 'image' },
  { command: 'lung', keys: ['l'], area: 'image' },
  { command: 'bone', keys: ['b'], area: 'image' },
  { command: 'file', keys: ['d'], area: 'image' },
  { command: 'invert', keys: ['i'], area: 'image' },
  { command: 'reset', keys: ['r'], area: 'image' },
  { command: 'fit', keys: ['f'], area: 'image' },
  { command: 'magnifier', keys: ['m'], area: 'image' },
  { command: 'view1', keys: ['1'], area: 'image' },
  { command: 'view2', keys: ['2'], area: 'image' },
  { command: 'view3', keys: ['3'], area: 'image' },
  { command: 'view4', keys: ['4'], area: 'image' },
  { command: 'zoomIn', keys: ['z'], area: 'image' },
  { command: 'zoomOut', keys: ['x'], area: 'image' },
  { command: 'panLeft', keys: ['ArrowLeft'], area: 'image' },
  { command: 'panRight', keys: ['ArrowRight'], area: 'image' },
  { command: 'panUp', keys: ['ArrowUp'], area: 'image' },
  { command: 'panDown', keys: ['ArrowDown'], area: 'image' },
  { command: 'nextView', keys: ['v'], area: 'image' },
  { command: 'layout', keys: ['s'], area: 'image' },
  { command: 'marks', keys: ['o'], area: 'marks' },
  { command: 'report', keys: ['Tab'], area: 'image' },
  { command: 'image', keys: ['Escape'], area: 'everywhere' },
  { command: 'submit', keys: ['Ctrl+Enter'], area: 'everywhere' },
  { command: 'pause', keys: ['Ctrl+p'], area: 'everywhere' },
  { command: 'larger', keys: ['Ctrl+=', 'Ctrl++'], area: 'everywhere' },
  { command: 'smaller', keys: ['Ctrl+-'], area: 'everywhere' },
  { command: 'help', keys: ['?'], area: 'image' },
  { command: 'help', keys: ['F1'], area: 'everywhere' },
] as const satisfies readonly { command: string; keys: readonly string[]; area: KeyArea }[];

/** What the hand does over the image, for the help sheet. */
export const gestures = ['window', 'pan', 'zoom'] as const;

export type Command = (typeof keymap)[number]['command'];

export interface KeyStroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/**
 * The command of a key stroke, or null. While someone types (`typing`), only the keys that count everywhere do; a
 * stroke that an input method is composing with is never a command.
 */
export function commandFor(stroke: KeyStroke, typing: boolean): Command | null {
  if (stroke.isComposing) return null;
  const name = nameOf(stroke);
  const row = keymap.find(({ keys, area }) => (area === 'everywhere' || !typing) && keys.some((key) => key === name));
  return row?.command ?? null;
}

/** As the table writes it. Some keyboards need AltGr (Ctrl+Alt) for brackets; others write no Latin letters. */
function nameOf(stroke: KeyStroke): string {
  const latin = /^[\x20-\x7e]$/.test(stroke.key) || stroke.key.length > 1;
  const key = latin ? stroke.key : (/^Key([A-Z])$/.exec(stroke.code)?.[1] ?? stroke.key);
  const plain = key.length === 1 ? key.toLowerCase() : key;
  const control = (stroke.ctrlKey || stroke.metaKey) && !stroke.altKey;
  if (control) return `Ctrl+${plain}`;
  return stroke.altKey && /^[a-z0-9]$/.test(plain) ? `Alt+${plain}` : plain;
}
