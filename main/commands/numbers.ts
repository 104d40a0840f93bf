import { InvalidArgumentError } from 'commander';

/** A whole number that a seed can be. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0x7fffffff)
    throw new InvalidArgumentError('It must be a whole number from 0 to 2147483647.');
  return Number(text);
}

/** A number of things, at least one. */
export function countFrom1(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
  return Number(text);
}
