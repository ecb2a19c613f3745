/** Says how far a job is: a fraction in [0, 1] and what it is doing. Cheap to call often. */
export type Report = (fraction: number, message: string) => void;

/** The job could not be done for a reason that the person can act on. It is not tried again. */
export class JobRefused extends Error {}
