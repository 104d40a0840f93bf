import { expect, test } from 'vitest';
import { benchOfCases } from '#models/chexbench/cases.ts';

test('a row a film, a case its films, other columns tell of the patient', () => {
  const { findings } = benchOfCases(
    'case,file,reference,indication,sex,age,site,prior\n' +
      'a,a1.dcm,Clear lungs.,Cough,female,41,North,\n' +
      'a,a2.dcm,,,,,,\n' +
      'a,a0.dcm,,,,,,yes\n' +
      'b,b1.dcm,"Effusion, left.",,male,,,\n',
    'cases.csv',
  );
  const common = { source: 'own cases', slice: null };
  expect(findings).toEqual([
    {
      ...common,
      images: ['a1.dcm', 'a2.dcm'],
      attributes: { patient: 'a', sex: 'female', age: 41, site: 'North' },
      indication: 'Cough',
      findings: 'Clear lungs.',
    },
    {
      ...common,
      images: ['b1.dcm'],
      attributes: { patient: 'b', sex: 'male' },
      indication: '',
      findings: 'Effusion, left.',
    },
  ]);
});

test.each([
  ['case,file\na,b\n', /csv-columns.*reference/],
  ['case,file,reference\n,b,c\n', /csv-row.*"row":2.*case is empty/],
])('refuses %j', (content, message) => {
  expect(() => benchOfCases(content, 'cases.csv')).toThrow(message);
});
