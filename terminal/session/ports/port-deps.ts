import type { Clock } from '../../../contract/clock.ts';
import type { Log } from '../../../contract/log.ts';
import type { Store } from '../../store/store.ts';
import type { HubServices } from '../../sync/hub-services.ts';
import type { Party, SessionContext, Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { type Scope, scopeOf } from '../rules/scope.ts';
import type { Ongoing } from './ongoing.ts';
import type { PaidOrders } from './paid-orders.ts';
import type { VisitKeys } from './visit-keys.ts';
import type { VisitSecrets } from './visit-secrets.ts';

/** What the ports of a session share. Tests put fakes on the far side only: hub, devices, time. */
export interface PortDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: VisitSecrets;
  readonly keys: VisitKeys;
  readonly orders: PaidOrders;
  readonly ongoing: Ongoing;
  /** Null: not enrolled, so nobody can be asked. */
  services(): HubServices | null;
  /** The session's context now. */
  context(): SessionContext;
}

/** How the hub knows a person. */
export function personOf(party: Party): { readonly idNumber: string; readonly name: string } {
  return { idNumber: party.idNumber, name: party.name };
}

/** Whom C2 is about: who signs beside the actor, where somebody does, else the actor. */
export const verifiedParty = (visit: Visit): Party | null => visit.signer ?? visit.actor;

/** What conditions see in this visit, with the session as it is now. */
export function visitScope(deps: Pick<PortDeps, 'context'>, visit: Visit): Scope {
  return scopeOf(deps.context(), visit);
}

/** Now in ISO 8601, UTC. */
export function nowIso(clock: Clock): string {
  return new Date(clock.wallMs()).toISOString();
}

/** Moment in ISO 8601, UTC. @param wallMs wall clock */
export const isoOf = (wallMs: number): string => new Date(wallMs).toISOString();

/** Runs work that ends when its page is left: events after that go nowhere. */
export function untilLeft(
  run: (signal: AbortSignal, tell: (event: SessionEvent) => void) => Promise<void>,
  send: (event: SessionEvent) => void,
): () => void {
  const controller = new AbortController();
  void run(controller.signal, (event) => {
    if (!controller.signal.aborted) send(event);
  });
  return () => controller.abort('user');
}

/** A text answer; empty where there is none. */
export function answerText(visit: Visit, key: string): string {
  const value = visit.answers[key];
  return typeof value === 'string' ? value : '';
}
