import { Type } from 'typebox';
import { err, ok, type Result } from '../contract/result.ts';
import {
  type AskInput,
  AskOutput,
  LookOutput,
  type RenewInput,
  RenewOutput,
  type UpdateLease,
  updateMethods,
  type WaitReason,
} from '../contract/update-gate.ts';
import { type Answer, away, connectLocal, type LocalClient, type LocalError } from './local-client.ts';

/** The idle gate of the terminal service, as a program on the same machine calls it. */
export interface GateClient {
  look(): Answer<LookOutput>;
  /** A lease now or `waiting`; one that comes later is told to `granted`. */
  ask(input: AskInput): Answer<AskOutput>;
  renew(input: RenewInput): Answer<RenewOutput>;
  release(leaseId: string): Answer<null>;
  /** The next lease that is pushed to this connection, also one that came just before. Errors: `away`. */
  granted(): Answer<UpdateLease>;
  /** Reasons that are pushed while an ask waits. Returns the end of listening. */
  onWaiting(listener: (reasons: readonly WaitReason[]) => void): () => void;
  /** Resolves when the terminal service has gone, as it does in the middle of every activation. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Errors: `away`. @param dataDir data folder of the terminal service */
export async function connectGate(dataDir: string): Answer<GateClient> {
  const connected = await connectLocal(dataDir);
  return connected.ok ? ok(gateOn(connected.value)) : connected;
}

/** The gate over a connection that may serve others as well. */
export function gateOn(local: LocalClient): GateClient {
  const leases: UpdateLease[] = [];
  const wanting: ((lease: Result<UpdateLease, LocalError>) => void)[] = [];
  const listeners = new Set<(reasons: readonly WaitReason[]) => void>();
  local.onNews((news) => {
    if (news.name === 'update.waiting') for (const listener of [...listeners]) listener(news.reasons);
    if (news.name !== 'update.granted') return;
    const first = wanting.shift();
    if (first === undefined) leases.push(news.lease);
    else first(ok(news.lease));
  });
  void local.closed.then(() => {
    for (const want of wanting.splice(0)) want(err(away));
  });
  return {
    look: () => local.call(updateMethods.look, {}, LookOutput),
    ask: (input) => local.call(updateMethods.ask, input, AskOutput),
    renew: (input) => local.call(updateMethods.renew, input, RenewOutput),
    release: (leaseId) => local.call(updateMethods.release, { leaseId }, Type.Null()),
    granted: () => {
      const lease = leases.shift();
      if (lease !== undefined) return Promise.resolve(ok(lease));
      if (local.isClosed) return Promise.resolve(err(away));
      return new Promise((resolve) => {
        wanting.push(resolve);
      });
    },
    onWaiting: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    closed: local.closed,
    close: () => local.close(),
  };
}
