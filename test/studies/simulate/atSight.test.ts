import { describe, expect, it } from 'vitest';
import { armsAtSight } from '#studies/simulate/atSight.ts';
import { templateProtocol } from '#main/services/protocols.ts';

const entry = { case: 'caaaaaa', period: 1, position: 1 };
const lists = {
  format: 1 as const,
  reads: [
    { ...entry, id: 'raaaaaa', reader: 'R1', text: null },
    { ...entry, id: 'rbbbbbb', reader: 'R1', text: 'A draft.' },
  ],
};

describe('the arms of reads at sight', () => {
  it('are those of the empty page and of the text where a group has one of each', () => {
    const protocol = templateProtocol('crossover');
    expect(armsAtSight(protocol, lists, [{ code: 'R1', group: 'readers' }])).toEqual({
      raaaaaa: { arm: 'scratch' },
      rbbbbbb: { arm: 'model-draft' },
    });
  });

  it('are not to be told where two arms give a text', () => {
    const protocol = templateProtocol('chexagent-v2');
    const own = { ...lists, reads: lists.reads.slice(1) };
    expect(() => armsAtSight(protocol, own, [{ code: 'R1', group: 'attendings' }])).toThrow(
      'rbbbbbb could be of the arms resident-draft, model-draft',
    );
  });
});
