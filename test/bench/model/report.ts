import type { Timing } from '#main/services/model/runtime/figures.ts';
import type { Profile } from './profile.ts';
import { median, type Finish, type Load, type Rival } from './rival.ts';

/** What the machine can do, measured between the turns: the median of all rounds, and the best. */
export interface MachineLimits {
  /** Bytes a second. */
  readonly bandwidth: readonly number[];
  /** Operations a second of products of 8 bits. */
  readonly products: readonly number[];
}

const SMALL_SHARE = 0.01;

/** Prints all figures; the first rival is what the others are measured against. */
export function report(load: Load, rivals: readonly Rival[], finished: readonly Finish[], limits: MachineLimits): void {
  const [base] = rivals;
  if (!base) return;
  const basePeak = finished[0]?.peak ?? Number.NaN;
  const [bandwidth, products] = [middle(limits.bandwidth), middle(limits.products)];
  console.log(
    `threads ${load.threads}, prompt ${load.prompt}, medians of ${base.prompt.length} rounds; ` +
      `memory read ${giga(bandwidth)} GB/s (best ${giga(Math.max(...limits.bandwidth))}), ` +
      `8-bit products ${giga(products)} GOP/s (best ${giga(Math.max(...limits.products))})`,
  );
  rivals.forEach((rival, index) => {
    const end = finished[index] as Finish;
    const [prompt, token] = [median(rival.prompt), median(rival.token)];
    const [theirPrompt, theirToken] = [median(base.prompt), median(base.token)];
    const times = (factor: number) => (index === 0 ? '' : `  ${factor.toFixed(2)} x ${base.name.split(',')[0]}`);
    const promptLimit = (1000 * end.promptOperations) / products;
    const tokenLimit = (1000 * end.bytesPerToken) / bandwidth;
    console.log(rival.name);
    line('load', `${(rival.load.milliseconds / 1000).toFixed(1)} s`);
    line(
      `prompt of ${load.prompt}`,
      `${wall(prompt)}  ${((1000 * load.prompt) / prompt.milliseconds).toFixed(1)} a second` +
        times(theirPrompt.milliseconds / prompt.milliseconds),
    );
    line('limit by products', reached(promptLimit, prompt));
    line(
      `token at ${load.prompt}`,
      `${wall(token)}  ${(1000 / token.milliseconds).toFixed(2)} a second` +
        times(theirToken.milliseconds / token.milliseconds),
    );
    line('limit by memory', reached(tokenLimit, token));
    line('peak memory', `${giga(end.peak, 2)} GB, ${((100 * end.peak) / basePeak).toFixed(0)} % of ${base.name}'s`);
    for (const { rows, milliseconds } of end.rows ?? []) line(`run of ${rows} rows`, `${milliseconds.toFixed(1)} ms`);
    if (end.image) line('one image', wall(end.image));
    if (end.replay) {
      const { plain, guessed, tokensPerRun } = end.replay;
      line('token of real reports', `${plain.toFixed(1)} ms plain`);
      line(
        'the same, guessed',
        `${guessed.toFixed(1)} ms, ${tokensPerRun.toFixed(2)} tokens a run` + times(theirToken.milliseconds / guessed),
      );
    }
    if (end.sections) {
      const { milliseconds, tokens, share } = end.sections;
      line(
        'section by section',
        `${(milliseconds / 1000).toFixed(1)} s, ${tokens} tokens: ${share.toFixed(2)} of their time and one prefill`,
      );
    }
    if (end.draft) {
      const { milliseconds, positions, tokens } = end.draft;
      line('whole draft', `${(milliseconds / 1000).toFixed(1)} s: image, ${positions} positions, ${tokens} tokens`);
    }
    if (end.profiles) {
      line('where a prompt goes', shares(end.profiles.prompt));
      line('where a token goes', shares(end.profiles.token));
    }
  });
}

function line(what: string, text: string): void {
  console.log(`  ${what.padEnd(26)}${text}`);
}

function reached(limit: number, { milliseconds }: Timing): string {
  return `${limit.toFixed(0)} ms, ${((100 * limit) / milliseconds).toFixed(0)} % reached`;
}

function shares({ total, operators, outside }: Profile): string {
  const large = operators.filter(({ milliseconds }) => milliseconds > SMALL_SHARE * total);
  const rest = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const small = rest - large.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const parts = [
    ...large.map(({ operator, milliseconds }) => [operator, milliseconds] as const),
    ['other operators', small] as const,
    ['between them', outside] as const,
  ];
  const percent = (part: number) => `${((100 * part) / total).toFixed(0)} %`;
  return `${total.toFixed(0)} ms: ${parts.map(([name, part]) => `${name} ${percent(part)}`).join(', ')}`;
}

function wall({ milliseconds, processor }: Timing): string {
  return `${milliseconds.toFixed(1)} ms (processor ${processor.toFixed(0)} ms)`;
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

function giga(value: number, digits = 0): string {
  return (value / 1e9).toFixed(digits);
}
