/** A reason that a person can act on; set-up prints its message as one line and stops. */
export class SetupFailure extends Error {}
