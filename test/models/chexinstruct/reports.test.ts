import { expect, it } from 'vitest';
import { byAnatomy, speaksOfChange, withoutPriors, withoutTags } from '#models/chexinstruct/reports.ts';

it('takes out what only one who has the earlier film can say', () => {
  const report =
    'Compared with the prior study, the effusion is larger. There is a new opacity. The tube has been removed. Again seen is a nodule. No pneumothorax.';
  expect(withoutPriors(report)).toBe('There is a opacity. seen is a nodule. No pneumothorax.');
  expect(withoutPriors('Improved since previous radiograph.')).toBe('');
});

it('knows words of change', () => {
  expect(['No change.', 'Stable effusion.', 'Edema has worsened.'].map(speaksOfChange)).toEqual([true, true, true]);
  expect(speaksOfChange('The lungs are clear.')).toBe(false);
});

it('sorts sentences by anatomy: by their tags, else by their words', () => {
  const tagged = '[Breathing: Lungs] Clear. [Breathing: Pleura] No effusion. [Everything else: Bones] Intact ribs.';
  expect([...byAnatomy(tagged)]).toEqual([
    ['Breathing', 'Clear. No effusion.'],
    ['Everything else', 'Intact ribs.'],
  ]);
  expect(withoutTags(tagged)).toBe('Clear. No effusion. Intact ribs.');
  const plain =
    'Heart size is normal. The lungs are clear. Trachea is midline. Ribs are intact. No free air below the diaphragm.';
  expect(Object.fromEntries(byAnatomy(plain))).toEqual({
    Airway: 'Trachea is midline.',
    Breathing: 'The lungs are clear.',
    Cardiac: 'Heart size is normal.',
    Diaphragm: 'No free air below the diaphragm.',
    'Everything else': 'Ribs are intact.',
  });
});
