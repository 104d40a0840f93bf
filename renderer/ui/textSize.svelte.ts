import { Remembered } from './remembered.svelte.ts';

/** All sizes follow the root's font size, in per cent. */
const SIZES = [100, 110, 125, 150] as const;

/** Text in four sizes, for eyes and screens that need it. */
export class TextSize {
  readonly #kept = new Remembered('window', 'text-size', SIZES[0]);

  constructor() {
    this.#show();
  }

  larger(): void {
    this.#set(SIZES.find((size) => size > this.#kept.value));
  }

  smaller(): void {
    this.#set(SIZES.findLast((size) => size < this.#kept.value));
  }

  #set(size: number | undefined): void {
    if (size === undefined) return;
    this.#kept.set(size);
    this.#show();
  }

  #show(): void {
    document.documentElement.style.fontSize = `${this.#kept.value}%`;
  }
}
