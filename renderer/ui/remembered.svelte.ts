/** A number that a user set, kept on this machine under the user's own name; null until then. */
export class Remembered {
  value: number | null;
  readonly #key: string;

  constructor(user: string, name: string) {
    this.#key = `${user}/${name}`;
    const kept = Number(localStorage.getItem(this.#key) ?? Number.NaN);
    this.value = $state(Number.isFinite(kept) ? kept : null);
  }

  set(value: number): void {
    this.value = value;
    localStorage.setItem(this.#key, String(value));
  }
}
