import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';

test('the same seed gives the same draws, another seed others', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return [random.uniform(), random.normal(), random.integer(1000)];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('a fork does not depend on what was drawn before, and names give different streams', () => {
  const fresh = seededRandom(3).fork('cases').uniform();
  const used = seededRandom(3);
  used.uniform();
  expect(used.fork('cases').uniform()).toBe(fresh);
  expect(used.fork('readers').uniform()).not.toBe(fresh);
});

test('uniform, normal and integer have the moments of their distributions', () => {
  const random = seededRandom(11);
  const draws = 40_000;
  let uniformSum = 0;
  let normalSum = 0;
  let normalSquares = 0;
  const counts = new Array<number>(6).fill(0);
  for (let index = 0; index < draws; index++) {
    uniformSum += random.uniform();
    const normal = random.normal();
    normalSum += normal;
    normalSquares += normal * normal;
    const side = random.integer(6);
    counts[side] = (counts[side] ?? 0) + 1;
  }
  // Six standard errors: 0.5 ± 6·0.289/200, 0 ± 6/200, 1 ± 6·1.414/200.
  expect(Math.abs(uniformSum / draws - 0.5)).toBeLessThan(0.009);
  expect(Math.abs(normalSum / draws)).toBeLessThan(0.03);
  expect(Math.abs(normalSquares / draws - 1)).toBeLessThan(0.043);
  for (const count of counts) expect(Math.abs(count - draws / 6)).toBeLessThan(450);
});

test('shuffle keeps every item, leaves its input alone, and reaches every order about equally often', () => {
  const random = seededRandom(5);
  const items = ['a', 'b', 'c'] as const;
  const orders = new Map<string, number>();
  for (let index = 0; index < 6000; index++) {
    const order = random.shuffle(items).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(items.join('')).toBe('abc');
  expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(180);
});

test('the first draws of neighbouring seeds are spread over the whole range', () => {
  const first = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).uniform()).sort((a, b) => a - b);
  // Kolmogorov and Smirnov's distance; 1.63/√1000 is the 1 % point.
  const distance = Math.max(...first.map((value, index) => Math.abs(value - (index + 0.5) / first.length)));
  expect(distance).toBeLessThan(0.0515);
});
