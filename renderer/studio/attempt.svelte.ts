import { toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';

/** Work that a page asks for: one at a time, and what went wrong is said in words. */
export class Attempt {
  busy = $state(false);
  complaint = $state('');

  /** Null when it failed, or when other work is not done yet. */
  async run<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.complaint = '';
    try {
      return await work();
    } catch (thrown) {
      this.complaint = failureWords(toFailureData(thrown));
      return null;
    } finally {
      this.busy = false;
    }
  }
}
