import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import type { Finding } from '#models/training/phantom/spec.ts';
import { plant } from '#studies/demo/plant.ts';

const effusion: Finding = { kind: 'effusion', side: 'right', zone: null, severity: 0.2 };
const line: Finding = { kind: 'central-line', side: 'right', zone: null, severity: 0.5 };

describe('plant', () => {
  test('leaves a disease out, never a device', () => {
    expect(plant(seededRandom(1), 'missed-finding', [line, effusion])?.findings).toEqual([line]);
    expect(plant(seededRandom(1), 'missed-finding', [line])).toBeNull();
  });

  test('mirrors a finding, but not where both sides have it', () => {
    expect(plant(seededRandom(1), 'wrong-side', [effusion])).toEqual({
      kind: 'wrong-side',
      findings: [{ ...effusion, side: 'left' }],
      what: 'small right effusion becomes small left effusion',
    });
    expect(plant(seededRandom(1), 'wrong-side', [effusion, { ...effusion, side: 'left' }])).toBeNull();
    const middle: Finding = { kind: 'nodule', side: 'right', zone: 'middle', severity: 0.5 };
    expect(plant(seededRandom(1), 'wrong-side', [middle])).toBeNull();
  });

  test('changes a severity by at least one word', () => {
    expect(plant(seededRandom(1), 'wrong-severity', [effusion])?.what).toBe(
      'small right effusion becomes large right effusion',
    );
  });

  test('makes up a finding of a kind that is not there', () => {
    for (let seed = 0; seed < 20; seed++) {
      const planted = plant(seededRandom(seed), 'false-finding', [effusion]);
      expect(planted?.findings).toHaveLength(2);
      expect(planted?.findings[1]?.kind).not.toBe('effusion');
    }
  });
});
