import assert from 'node:assert/strict';
import { launchApp } from './support/app.ts';
import { FILM_SECRETS, writeLabelledFilm } from './support/films.ts';
import { readerOf } from './support/reader.ts';
import { knowStudy, openStudy, readingList, scratchFolder } from './support/studies.ts';
import { answersSeen, imagesSeen, pageSeen, watchAnswers } from './support/watch.ts';

/** What would tell a reader where a text comes from, or what is on the film. */
const SECRETS = [
  ...FILM_SECRETS,
  // As a value: the questions themselves, the same for every case, speak of writing from scratch.
  '"scratch"',
  'model-draft',
  'resident-draft',
  'side-by-side',
  '"resident"',
  '"first"',
  'candidate',
  'provenance',
  'Reference report of',
];

describe('the window of a blinded reader', function () {
  this.timeout(180_000);

  it('receives no arm, source, reference or finding label in any byte', async () => {
    assert.deepEqual(await secretsSeen('Cough.', undefined, { 'side-by-side': 1 }), []);
  });

  it('is searched in earnest: a planted word is found in answers and pages, a label in the pixels of the images', async () => {
    const planted = 'model-draft';
    const [label = ''] = FILM_SECRETS;
    const found = [`answers: ${planted}`, `images: ${label}`, `pages: ${planted}`];
    assert.deepEqual(await secretsSeen(`Cough. ${planted}`, label), found);
  });
});

/**
 * Lets a reader read a case from scratch, a draft, and perhaps two side by side; names every secret that reached the
 * window, and where.
 */
async function secretsSeen(
  indication: string,
  inPixels?: string,
  more: Record<string, number> = {},
): Promise<string[]> {
  const images = scratchFolder('films');
  const arms = { scratch: 1, 'model-draft': 1, ...more };
  const cases = ['a', 'b', 'c'].slice(0, Object.keys(arms).length).map((id) => ({
    ...{ id, file: `${id}.dcm`, indication },
    ...{ draft: 'The lungs are clear.', resident: 'Clear lungs.' },
  }));
  for (const { file } of cases) writeLabelledFilm(images, file, inPixels);
  const study = openStudy('Two films', arms, { images, cases });
  const userData = scratchFolder('user');
  knowStudy(userData, study);
  const app = await launchApp({ userData });
  try {
    await watchAnswers(app);
    const reader = readerOf(app);
    const received = { answers: [] as string[], images: [] as string[], pages: [] as string[] };
    await reader.signIn(study.title, study.code, study.pin);
    await reader.start();
    for (const { sides } of readingList(study.folder)) {
      received.pages.push(...(await pageSeen(app)));
      received.images.push(...(await imagesSeen(app)));
      if (!sides) await reader.write('Seen.');
      await reader.answer();
      received.pages.push(...(await pageSeen(app)));
      await reader.submit();
      received.pages.push(...(await pageSeen(app)));
      await reader.answer();
      await reader.next();
    }
    received.answers.push(...(await answersSeen(app)));
    // The film of each case, and the second once more as the next one while the first is read.
    assert.ok(received.images.length >= 2);
    assert.ok(received.answers.length > 10 && received.pages.length > 10);
    return Object.entries(received).flatMap(([where, texts]) =>
      secretsIn(texts).map((secret) => `${where}: ${secret}`),
    );
  } finally {
    await app.close();
  }
}

function secretsIn(texts: readonly string[]): string[] {
  const all = texts.join('\n').toLowerCase();
  return SECRETS.filter((secret) => all.includes(secret.toLowerCase()));
}
