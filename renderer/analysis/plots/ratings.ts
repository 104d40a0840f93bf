import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import { optionWords, type Rating } from '../answers.ts';
import type { Figure } from '../figure.ts';
import { digits, percent } from '../numbers.ts';
import { drawChoices } from './choices.ts';
import { drawScale } from './scale.ts';

/** The answers to one question: of a scale as bars about its middle, of options as shares with intervals. */
export function ratingFigure(rating: Rating, nameOf: (group: string, arm: string | null) => string): Figure {
  const rows = rating.rows
    .filter(({ asked }) => asked > 0)
    .map((row) => ({ ...row, name: nameOf(row.group, row.arm) }));
  const scale = rating.type === 'scale';
  return {
    id: `answers-${rating.item}`,
    title: inWords(rating.label),
    method: say(scale ? 'analysis.scaleMethod' : 'analysis.choicesMethod'),
    empty: rows.some(({ answered }) => answered > 0) ? null : say('analysis.noAnswers'),
    draw: (theme, width) => (scale ? drawScale : drawChoices)(rating, rows, theme, width),
    columns: [
      { label: say('analysis.arm') },
      { label: say('analysis.answer') },
      { label: say('analysis.count'), number: true },
      { label: say('analysis.of'), number: true },
      { label: say('analysis.share'), number: true },
      { label: say('analysis.interval', { level: 95 }), number: true },
    ],
    rows: rows.flatMap((row) => [
      ...row.options.map((option) => [
        row.name,
        optionWords(rating, option.id),
        String(option.count),
        String(row.asked),
        percent(option.share),
        option.ciLow === null ? digits(null, 1) : `${percent(option.ciLow)} to ${percent(option.ciHigh)}`,
      ]),
      ...(scale && row.mean !== null
        ? [[row.name, say('analysis.meanSd', { mean: digits(row.mean, 2), sd: digits(row.sd, 2) }), '', '', '', '']]
        : []),
    ]),
  };
}
