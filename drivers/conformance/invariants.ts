import {
  actions,
  activities,
  conditions,
  type DeviceError,
  type DeviceStatus,
  errorCodes,
  links,
  type Outcome,
  outcomes,
  phases,
  severities,
} from '../../contract/device.ts';

/** What happened in the world, by the simulator's ground truth. */
export type Truth = 'none' | 'part' | 'whole' | 'twice';

/**
 * What an outcome may stand for. `partial` says that something happened and not how much; `indeterminate` promises nothing but that the act was not
 * repeated. Source: docs/design/device-model.md, section 3.
 */
const truthsOf = {
  notStarted: ['none'],
  notDone: ['none'],
  done: ['whole'],
  partial: ['part', 'whole'],
  indeterminate: ['none', 'part', 'whole'],
} as const satisfies Record<Outcome, readonly Truth[]>;

/**
 * False when an outcome says something untrue.
 * @param partialMayBeNothing see `ConformanceCall.partialMayBeNothing`
 */
export function isTrue(outcome: Outcome, truth: Truth, partialMayBeNothing = false): boolean {
  if (partialMayBeNothing && outcome === 'partial' && truth === 'none') return true;
  return (truthsOf[outcome] as readonly Truth[]).includes(truth);
}

/** What is wrong with the form of an error; empty = a well-formed error of this device. */
export function errorProblems(error: DeviceError, deviceId: string): readonly string[] {
  const problems: string[] = [];
  const check = (isRight: boolean, what: string) => {
    if (!isRight) problems.push(what);
  };
  check(Object.hasOwn(errorCodes, error.code), `unknown code ${String(error.code)}`);
  check(outcomes.includes(error.outcome), `unknown outcome ${String(error.outcome)}`);
  check(phases.includes(error.phase), `unknown phase ${String(error.phase)}`);
  check(actions.includes(error.action), `unknown action ${String(error.action)}`);
  check(severities.includes(error.severity), `unknown severity ${String(error.severity)}`);
  check(typeof error.userFixable === 'boolean', 'userFixable is missing');
  check(typeof error.mediaAt === 'string', 'mediaAt is missing');
  check(error.deviceId === deviceId, `deviceId ${error.deviceId} instead of ${deviceId}`);
  check(Number.isInteger(error.epoch) && error.epoch >= 0, `epoch ${error.epoch}`);
  return problems;
}

/**
 * What is wrong with a status that follows `before` (null = the first one seen): its words, its order. Epoch and sequence only rise, since receivers
 * drop what is older (C12).
 */
export function statusProblems(status: DeviceStatus, before: DeviceStatus | null): readonly string[] {
  const problems: string[] = [];
  if (!links.includes(status.link)) problems.push(`unknown link ${status.link}`);
  if (!conditions.includes(status.condition)) problems.push(`unknown condition ${status.condition}`);
  if (!activities.includes(status.activity)) problems.push(`unknown activity ${status.activity}`);
  const codes = status.faults.map(({ code }) => code);
  if (new Set(codes).size !== codes.length) problems.push(`a fault is open twice: ${codes.join()}`);
  if (!Object.isFrozen(status)) problems.push('a listener could change the snapshot');
  if (before !== null && status.epoch < before.epoch)
    problems.push(`epoch fell from ${before.epoch} to ${status.epoch}`);
  if (before !== null && status.seq <= before.seq) problems.push(`seq did not rise: ${before.seq}, ${status.seq}`);
  return problems;
}

/**
 * Finds personal values in whatever a driver lets out: errors with their causes, statuses, log fields. Each value is sought as text and as the hex of its
 * UTF-8 and UTF-16LE bytes, since vendor codes carry raw bytes as hex.
 * @returns where it was found, in words that do not repeat the value
 */
export function leaks(what: string, value: unknown, canaries: readonly string[]): readonly string[] {
  if (canaries.length === 0) return [];
  const text = flatText(value);
  const lower = text.toLowerCase();
  return canaries.flatMap((canary, index) => {
    const hex = (['utf8', 'utf16le'] as const).map((encoding) => Buffer.from(canary, encoding).toString('hex'));
    const isFound = text.includes(canary) || hex.some((form) => lower.includes(form));
    return isFound ? [`personal value ${index} in ${what}`] : [];
  });
}

/** Everything in a value as one text: properties of errors and their causes, bytes as hex. Survives cycles. */
function flatText(value: unknown): string {
  const seen = new Set<unknown>();
  const flat = (part: unknown): string => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString('hex');
    if (typeof part !== 'object' || part === null) return String(part);
    if (seen.has(part)) return '';
    seen.add(part);
    const own = part instanceof Error ? [part.name, part.message, part.stack ?? '', part.cause] : [];
    return [...own, ...Object.entries(part).flat()].map(flat).join(' ');
  };
  return flat(value);
}
