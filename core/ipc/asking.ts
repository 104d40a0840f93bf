import { z } from 'zod';
import { taskResult } from '#models/chexagent/tasks/results.ts';
import { TASK_FIELDS, TASK_NAMES } from '#models/chexagent/tasks/tasks.ts';
import { provider } from './models.ts';

export const taskName = z.enum(TASK_NAMES);
export type TaskName = z.infer<typeof taskName>;
export const taskField = z.enum(TASK_FIELDS);
export type TaskField = z.infer<typeof taskField>;

/** A task that a model can be asked, and what it needs to be asked. */
export const askTask = z.object({
  task: taskName,
  films: z.object({ least: z.int(), most: z.int() }),
  fields: z.array(taskField),
});
export type AskTask = z.infer<typeof askTask>;

export const filmKey = z.string().regex(/^[0-9a-f]{16}$/);
/** A film that was chosen from the disk; `name` is the file's, for the person who chose it. */
export const askFilm = z.object({ key: filmKey, name: z.string(), url: z.string() });
export type AskFilm = z.infer<typeof askFilm>;

export const askAnswer = z.object({
  result: taskResult,
  /** As the model wrote it, one for each question of the task. */
  texts: z.array(z.object({ name: z.string().nullable(), text: z.string(), cutOff: z.boolean() })),
  /** Boxes in pixels of the film, where one film was asked about. */
  marks: z.array(
    z.object({
      phrase: z.string().nullable(),
      left: z.number(),
      top: z.number(),
      right: z.number(),
      bottom: z.number(),
    }),
  ),
  provider,
  tokens: z.int(),
  seconds: z.number(),
  /** What did not go as usual, such as a provider that failed. */
  notes: z.array(z.string()),
});
export type AskAnswer = z.infer<typeof askAnswer>;
