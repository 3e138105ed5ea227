import type { SessionWork } from '../session-ports.ts';
import { nowIso, type PortDeps, personOf, untilLeft, verifiedParty } from './port-deps.ts';

/** One question waits so long at the hub, seconds. */
const waitS = 20;
/** A clerk who does not come within this time is not there, milliseconds. */
const limitMs = 300_000;

/** C2 by a clerk on video: opens the check and waits for the clerk's word. The picture itself is the deployment's; the demonstration clerk says that it is one. */
export function videoPort(deps: Pick<PortDeps, 'services' | 'clock' | 'store' | 'keys'>): SessionWork {
  const { services, clock, store, keys } = deps;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      const hub = services();
      const no = (why: 'away' | 'failed') => tell({ type: 'NOT_VERIFIED', method: 'video', why });
      const party = verifiedParty(visit);
      if (hub === null || party === null) return no('away');
      const endMs = clock.monoMs() + limitMs;
      const opened = await hub.openVideo({ key: keys.renew(visit.id, 'video'), person: personOf(party) }, signal);
      if (!opened.ok) return no('away');
      let check = opened.value;
      while (check.state === 'waiting') {
        if (clock.monoMs() > endMs || signal.aborted) return no('failed');
        const next = await hub.video(check.checkId, waitS, signal);
        if (!next.ok) return no('away');
        check = next.value;
      }
      store.audit('verify', { method: 'video', result: `${check.assurance}:${check.state}` }, visit.id);
      if (check.state !== 'good') return no('failed');
      tell({ type: 'VERIFIED', method: 'video', assurance: check.assurance, at: nowIso(clock) });
    }, send);
}
