import { describe, expect, it } from 'vitest';
import { optionScores } from '#models/chexbench/optionScores.ts';

const one = (token: string, share: number) => ({ token, logprob: Math.log(share) });

function rounded(places: Parameters<typeof optionScores>[0], ...options: string[]): string[] | undefined {
  return optionScores(places, options)?.map((share) => share.toFixed(3));
}

describe('probabilities of options', () => {
  it('come from the first place that is about their letters', () => {
    const places = [[one('(', 0.99)], [one('A', 0.6), one(' B', 0.2), one('The', 0.2)]];
    expect(rounded(places, 'yes', 'no')).toEqual(['0.750', '0.250']);
    expect(rounded(places, 'a small effusion', 'no effusion')).toEqual(['0.750', '0.250']);
  });

  it('come from the first words where the model says these', () => {
    const place = [one('Yes', 0.5), one(' yes', 0.22), one('No', 0.18), one('The', 0.1)];
    expect(rounded([place], 'yes', 'no')).toEqual(['0.800', '0.200']);
    // How one option alone begins is that option; what two begin with is none.
    expect(rounded([[one('LAT', 0.5), one('P', 0.25), one('PA', 0.25)]], 'PA', 'LATERAL')).toEqual(['0.500', '0.500']);
    expect(rounded([[one('P', 0.4), one('PA', 0.6)]], 'PA', 'PB')).toEqual(['1.000', '0.000']);
  });

  it('are not told where no place is about the options, or only a later one is about their words', () => {
    expect(optionScores([[one('The', 1)]], ['yes', 'no'])).toBe(null);
    expect(optionScores([[one('The', 1)], [one('yes', 1)]], ['yes', 'no'])).toBe(null);
    expect(optionScores([[one('no', 1)]], ['no effusion', 'an effusion'])).toBe(null);
    expect(optionScores([], ['yes', 'no'])).toBe(null);
  });
});
