/** One device that answered the handshake of a role's driver. */
export interface Answer {
  readonly path: string;
  /** What the device says that only it can say (SAM id, serial number), or null when it says nothing of the kind. */
  readonly identity: string | null;
}

/** Where a role was last seen. */
export interface RoleBinding {
  /** Stable path of the port. */
  readonly path: string;
  readonly identity: string | null;
}

export type PortChoice =
  | { readonly type: 'none' }
  | { readonly type: 'use'; readonly path: string; readonly identity: string | null; readonly isMoved: boolean }
  | { readonly type: 'ambiguous'; readonly paths: readonly string[] };

/**
 * Which of the devices that answered is the role's. The known device wins wherever it answers; else a single answer is taken (a replaced device);
 * two strangers are never chosen between: a wrong guess would hand one citizen's card to another's reader. Pure.
 * Source: docs/design/device-model.md, section 9.
 */
export function choosePort(binding: RoleBinding | null, answers: readonly Answer[]): PortChoice {
  const isKnown = (answer: Answer) => binding?.identity != null && answer.identity === binding.identity;
  const known = answers.filter(isKnown);
  const candidates = known.length > 0 ? known : answers;
  const [first] = candidates;
  if (first === undefined) return { type: 'none' };
  if (candidates.length > 1) return { type: 'ambiguous', paths: candidates.map(({ path }) => path) };
  return { type: 'use', ...first, isMoved: binding !== null && binding.path !== first.path };
}
