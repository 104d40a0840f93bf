import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { TASK_NAMES, TASKS, type BoundTask, type TaskName } from './tasks.ts';

/** The name of a task as it came from outside. Throws task-unknown. */
export function taskNamed(name: string): TaskName {
  const found = TASK_NAMES.find((known) => known === name);
  if (!found) throw new Failure('task-unknown', { task: name, tasks: TASK_NAMES.join(', ') });
  return found;
}

/** A task with its input, for so many images. Throws task-input, naming what is missing or too much. */
export function bindTask(name: TaskName, input: unknown, images: number): BoundTask {
  const { least, most } = TASKS[name].images;
  if (images < least || images > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw new Failure('task-input', { task: name, reason: `takes ${wanted} images, not ${images}` });
  }
  try {
    return TASKS[name].bind(input);
  } catch (thrown) {
    if (!(thrown instanceof z.ZodError)) throw thrown;
    const missing = thrown.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Failure('task-input', { task: name, reason: `needs ${missing}` }, thrown);
  }
}
