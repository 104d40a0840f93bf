import { request } from 'node:http';
import { encode } from 'fast-png';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import type { Answerer, BenchAnswer } from '#models/chexbench/answerer.ts';
import { optionScores } from '#models/chexbench/optionScores.ts';
import type { BenchQuestion } from '#models/chexbench/questions.ts';

/** A server on this machine that speaks OpenAI's chat completions. */
export interface EndpointOptions {
  /** Base address, as in `http://127.0.0.1:8080/v1`. */
  readonly address: string;
  /** What the server calls the model. */
  readonly model: string;
  readonly maxTokens: number;
  /** Whether the probabilities of the options are asked for. */
  readonly scores: boolean;
}

/** The names of this machine: a name that a resolver would have to look up may lead anywhere. */
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of an endpoint, if it is on this machine. `localhost` becomes 127.0.0.1. Throws endpoint-outside: no film
 * and no text leaves the machine.
 */
export function loopbackAddress(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (thrown) {
    throw new Failure('endpoint-outside', { address: text }, thrown);
  }
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  if (url.protocol !== 'http:' || !LOOPBACK.test(url.hostname) || url.username !== '') {
    throw new Failure('endpoint-outside', { address: text });
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What such models are told first: how answers are read. The official model needs no telling, it was trained so. */
const SYSTEM_TEXT =
  'You read chest radiographs. To a question with options answer with the letter of one option in brackets, as in (A), ' +
  'and nothing else. Give a place as (x1,y1),(x2,y2), corners on a grid of 0 to 100 from the top left of the image. ' +
  'Write sections of reports as plain text without headings.';

const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        logprobs: z
          .object({
            content: z
              .array(z.object({ top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })) }))
              .nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
});

type Completion = z.infer<typeof completion>['choices'][number];

/** Asks a local server, greedily. Throws endpoint-outside, endpoint-failed. */
export function endpointAnswerer(
  { address, model, maxTokens, scores }: EndpointOptions,
  readImages: (item: BenchQuestion) => Promise<AgentImage[]>,
): Answerer {
  const url = new URL('chat/completions', loopbackAddress(address));
  return {
    async answer(item, prompt) {
      const images = await readImages(item);
      const body = {
        model,
        temperature: 0,
        seed: 0,
        max_tokens: maxTokens,
        messages: [
          { role: 'system', content: SYSTEM_TEXT },
          {
            role: 'user',
            content: [
              ...images.map((image) => ({ type: 'image_url', image_url: { url: dataUrl(image) } })),
              { type: 'text', text: prompt },
            ],
          },
        ],
        ...(scores && item.kind === 'choice' ? { logprobs: true, top_logprobs: 20 } : {}),
      };
      return answerOf(parsed(await post(url, JSON.stringify(body)), url), item);
    },
    close() {},
  };
}

/** Pixels alone: whatever a file's header tells of a person stays here. */
function dataUrl({ picture: { rows, columns, channels, data } }: AgentImage): string {
  const bytes = encode({ width: columns, height: rows, channels, depth: 8, data: Uint8Array.from(data) });
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** Without a time limit, which a large model on a small machine would break, and without following a redirection. */
function post(url: URL, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Failure('endpoint-failed', { address: url.href, reason }));
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', ({ message }) => fail(message));
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else fail(`status ${response.statusCode}: ${text.slice(0, 200)}`);
      });
    });
    sent.on('error', ({ message }) => fail(message));
    sent.end(body);
  });
}

function parsed(text: string, url: URL): Completion {
  try {
    return completion.parse(JSON.parse(text)).choices[0] as Completion;
  } catch (thrown) {
    const reason = `no chat completion: ${text.slice(0, 200)}`;
    throw new Failure('endpoint-failed', { address: url.href, reason }, thrown);
  }
}

function answerOf({ message, logprobs }: Completion, item: BenchQuestion): BenchAnswer {
  const tokens = logprobs?.content?.map(({ top_logprobs }) => top_logprobs) ?? [];
  return { text: message.content ?? '', scores: item.kind === 'choice' ? optionScores(tokens, item.options) : null };
}
