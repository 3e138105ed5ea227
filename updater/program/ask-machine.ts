import type { WaitCode } from '../../contract/update-gate.ts';
import { gateOn } from '../gate-client.ts';
import type { Answer, LocalClient } from '../local-client.ts';

/** Life of a lease without renewal, seconds: facts, record and the end of this process take one or two. */
const leaseSeconds = 60;
/** What citizens are told, seconds: end of the old programs, start of the new ones. */
const estimateSeconds = 120;

/** A lease and the connection that it came over. */
export interface HeldMachine {
  /**
   * The last look before the point of no return. False = the lease is worth nothing any more, or something has come up: then the machine is given back.
   */
  confirm(): Promise<boolean>;
  giveBack(): void;
}

export interface AskMachine {
  readonly connect: () => Answer<LocalClient>;
  readonly isOverdue: boolean;
  /** Ends the ask; a machine that was given by then is given back. */
  readonly signal: AbortSignal;
  waiting(codes: readonly WaitCode[]): void;
}

/** Waits for a machine that nobody uses, however long; the ask stands as long as its connection. Null = the terminal service is away or has gone, or `signal`. */
export async function askForMachine({ connect, isOverdue, signal, waiting }: AskMachine): Promise<HeldMachine | null> {
  const connected = await connect();
  if (!connected.ok) return null;
  const local = connected.value;
  const gate = gateOn(local);
  const onAbort = () => local.close();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) local.close();
  gate.onWaiting((reasons) => waiting(reasons.map(({ code }) => code)));
  const asked = await gate.ask({ estimateSeconds, leaseSeconds, isOverdue });
  if (asked.ok && asked.value.state === 'waiting') waiting(asked.value.reasons.map(({ code }) => code));
  const lease = !asked.ok
    ? null
    : asked.value.state === 'granted'
      ? asked.value.lease
      : await gate.granted().then((given) => (given.ok ? given.value : null));
  signal.removeEventListener('abort', onAbort);
  if (lease === null) {
    local.close();
    return null;
  }
  const giveBack = () => void gate.release(lease.leaseId).finally(() => local.close());
  if (signal.aborted) {
    giveBack();
    return null;
  }
  return {
    confirm: async () => {
      const renewed = await gate.renew({ leaseId: lease.leaseId });
      return renewed.ok && renewed.value.against.length === 0;
    },
    giveBack,
  };
}
