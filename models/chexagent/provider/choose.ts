/** What was found out about one provider. */
export interface ProviderTrial {
  readonly provider: string;
  /** Null when it could not run; `reason` says why. */
  readonly milliseconds: number | null;
  /** Largest difference from the CPU's result, in parts of the largest value. */
  readonly difference: number | null;
  readonly reason: string | null;
}

/** Beyond this a provider computes something else: int8 and int4 activations differ by a few hundredths. */
export const TOLERANCE = 0.05;

/** The fastest of the providers that agree with the CPU, the CPU among them. */
export function chooseProvider(trials: readonly ProviderTrial[]): ProviderTrial | null {
  let best: ProviderTrial | null = null;
  for (const trial of trials) {
    if (trial.milliseconds === null || trial.difference === null || trial.difference > TOLERANCE) continue;
    if (best === null || trial.milliseconds < (best.milliseconds ?? 0)) best = trial;
  }
  return best;
}
