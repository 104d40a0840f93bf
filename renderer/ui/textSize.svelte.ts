import { Remembered } from './remembered.svelte.ts';

/** All sizes follow the root's font size, in per cent. */
const SIZES = [100, 110, 125, 150] as const;

/** Text in four sizes, for eyes and screens that need it. */
export class TextSize {
  readonly #kept = new Remembered('window', 'text-size');

  constructor() {
    this.#show();
  }

  get #size(): number {
    return this.#kept.value ?? SIZES[0];
  }

  larger(): void {
    this.#set(SIZES.find((size) => size > this.#size));
  }

  smaller(): void {
    this.#set(SIZES.findLast((size) => size < this.#size));
  }

  #set(size: number | undefined): void {
    if (size === undefined) return;
    this.#kept.set(size);
    this.#show();
  }

  #show(): void {
    document.documentElement.style.fontSize = `${this.#size}%`;
  }
}
