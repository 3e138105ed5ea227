import { networkInterfaces } from 'node:os';
import type { HealthFacts } from '../../contract/update-health.ts';
import type { CallOutcome } from '../sync/hub-client.ts';

/** How heartbeats ended since this start. */
export interface Heartbeats {
  readonly last: HealthFacts['hub']['last'];
  /** Monotonic milliseconds of the last one that was accepted; null = none. */
  readonly acceptedAtMs: number | null;
}

export const noHeartbeat: Heartbeats = { last: 'waiting', acceptedAtMs: null };

/** What is known of the hub after one more heartbeat. @param nowMs monotonic */
export function afterHeartbeat(before: Heartbeats, { error }: Pick<CallOutcome, 'error'>, nowMs: number): Heartbeats {
  return error === null
    ? { last: 'accepted', acceptedAtMs: nowMs }
    : { ...before, last: isSilence(error) ? 'silent' : 'refused' };
}

/** Nobody there, or a hub that says that it cannot work now. Everything else is an answer that should have been a yes: a machine that believes no reply any more is not offline. */
const isSilence = ({ code, status }: NonNullable<CallOutcome['error']>): boolean =>
  code === 'unreachable' || code === 'timeout' || (code === 'http' && (status === 429 || (status ?? 500) >= 500));

/**
 * Whether the system has an address from which the hub could be reached. A hub on this machine needs none.
 * @param interfaces of the system; an address of a link only (169.254, fe80) leads nowhere
 */
export function isUplinkUp(hubUrl: string, interfaces = networkInterfaces()): boolean {
  const host = URL.canParse(hubUrl) ? new URL(hubUrl).hostname : '';
  if (host === 'localhost' || host === '[::1]' || host.startsWith('127.')) return true;
  return Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .some(({ internal, address }) => !internal && !address.startsWith('169.254.') && !/^fe[89ab]/i.test(address));
}
