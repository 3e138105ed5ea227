import type { HubDeps } from '../deps.ts';
import { proveAudit } from './read-audit.ts';

/**
 * Once an hour: goes along the whole chain, says so when it does not fit, and else writes its end into the log. So there is a place outside the database to hold it against
 * (`hub audit verify --noted`): whoever can write the database could forge all of the chain anew.
 */
export async function watchAudit(deps: Pick<HubDeps, 'sql' | 'log'>): Promise<void> {
  const { fault, upTo, head } = await proveAudit(deps.sql, null);
  if (fault !== null) deps.log('hub.audit.broken', { upTo, fault });
  else if (head.seq > 0) deps.log('hub.audit.head', head);
}
