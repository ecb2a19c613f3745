/** Expected refusals are data: what is wrong, beside the field that it concerns. */
export interface Refusal {
  problems: { path: string; message: string }[];
}

/** A refusal with one problem. */
export function refuse(path: string, message: string): Refusal {
  return { problems: [{ path, message }] };
}
