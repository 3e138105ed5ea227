import { HealthFacts, healthMethod } from '../../contract/update-health.ts';
import type { Answer, LocalClient } from '../local-client.ts';

/** Health facts of the terminal service as they stand now. Errors: `away` `malformed`, or the code of the terminal service. */
export function healthNow(local: LocalClient): Answer<HealthFacts> {
  return local.call(healthMethod, { isWatching: false }, HealthFacts);
}

/**
 * Health facts as they stand now, and then at every change until the connection ends. The listener may hear of a change before the answer is here: latest wins.
 * Errors: as `healthNow`.
 */
export function watchHealth(local: LocalClient, changed: (facts: HealthFacts) => void): Answer<HealthFacts> {
  local.onNews((news) => {
    if (news.name === 'update.health') changed(news.facts);
  });
  return local.call(healthMethod, { isWatching: true }, HealthFacts);
}
