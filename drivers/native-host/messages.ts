import type { TransportFailure } from '../transport/transport.ts';

/** Services of the host process, by the name in an `open` message. */
export const serviceNames = ['serial', 'hid', 'pcsc'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What the test-only message does to the host process; refused unless it was started for tests. */
export const testFaults = ['segfault', 'abort', 'busyLoop', 'exit', 'garbage', 'dropReplies', 'slow'] as const;
export type TestFault = (typeof testFaults)[number];

/** A failure as it crosses the border. `code`: the word of the binding, for example `SCARD_E_NO_SMARTCARD`. No data bytes in the message. */
export interface WireError {
  readonly failure: TransportFailure;
  readonly message: string;
  readonly code?: string;
}

/** Parent to host process. Numbers are counted by the parent; `channel` is never used twice. */
export type ToHost =
  | { readonly type: 'ping' }
  | { readonly type: 'open'; readonly channel: number; readonly service: ServiceName; readonly spec: unknown }
  | { readonly type: 'call'; readonly channel: number; readonly call: number; readonly request: unknown }
  /** Nobody waits for this answer any more. */
  | { readonly type: 'abort'; readonly channel: number; readonly call: number }
  /** Ends a channel in any state; answered by `closed`, always. */
  | { readonly type: 'close'; readonly channel: number }
  | { readonly type: 'test'; readonly fault: TestFault; readonly ms: number };

/** Host process to parent. */
export type FromHost =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'opened'; readonly channel: number }
  | { readonly type: 'push'; readonly channel: number; readonly value: unknown }
  | { readonly type: 'answer'; readonly channel: number; readonly call: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly channel: number; readonly call: number; readonly error: WireError }
  /** The channel could not be opened, or has gone by itself. */
  | { readonly type: 'ended'; readonly channel: number; readonly error: WireError }
  | { readonly type: 'closed'; readonly channel: number };

/** Checks a message of the parent; null = not one of ours. Never throws. */
export function parseToHost(value: unknown): ToHost | null {
  if (!isRecord(value)) return null;
  const { type, channel, call } = value;
  switch (type) {
    case 'ping':
      return { type };
    case 'open':
      if (!isNumber(channel) || !isOneOf(serviceNames, value.service)) return null;
      return { type, channel, service: value.service, spec: value.spec };
    case 'call':
      return isNumber(channel) && isNumber(call) ? { type, channel, call, request: value.request } : null;
    case 'abort':
      return isNumber(channel) && isNumber(call) ? { type, channel, call } : null;
    case 'close':
      return isNumber(channel) ? { type, channel } : null;
    case 'test':
      return isOneOf(testFaults, value.fault) && isNumber(value.ms) ? { type, fault: value.fault, ms: value.ms } : null;
    default:
      return null;
  }
}

/** Checks a message of the host process, which may have lost its mind; null = not one of ours. Never throws. */
export function parseFromHost(value: unknown): FromHost | null {
  if (!isRecord(value)) return null;
  const { type, channel, call } = value;
  switch (type) {
    case 'ready':
    case 'pong':
      return { type };
    case 'opened':
    case 'closed':
      return isNumber(channel) ? { type, channel } : null;
    case 'push':
      return isNumber(channel) ? { type, channel, value: value.value } : null;
    case 'answer':
      return isNumber(channel) && isNumber(call) ? { type, channel, call, value: value.value } : null;
    case 'failed':
      return isNumber(channel) && isNumber(call) && isWireError(value.error)
        ? { type, channel, call, error: value.error }
        : null;
    case 'ended':
      return isNumber(channel) && isWireError(value.error) ? { type, channel, error: value.error } : null;
    default:
      return null;
  }
}

const failures = ['absent', 'inUse', 'ambiguous', 'failed'] as const satisfies readonly TransportFailure[];

function isWireError(value: unknown): value is WireError {
  if (!isRecord(value) || !isOneOf(failures, value.failure) || typeof value.message !== 'string') return false;
  return (
    value.message.length <= 2_000 &&
    (value.code === undefined || (typeof value.code === 'string' && value.code.length <= 100))
  );
}

/** Whether this came as a plain record and not as null, list or bytes. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isOneOf<const T extends string>(words: readonly T[], value: unknown): value is T {
  return (words as readonly unknown[]).includes(value);
}
