import { CatalogueReply } from '../../contract/console/catalogue.ts';
import { permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime } from '../http.ts';
import { readSwitches } from '../services/switches/read-switches.ts';

/** The catalogue as the console shows it: every item, whether its phase is on, and why it is closed. */
export function catalogueConsoleRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/console/catalogue',
    { onRequest: permit(deps, 'fleet.read'), schema: { response: { 200: CatalogueReply, ...failures } } },
    async () => {
      const { version, phases, off } = await readSwitches(deps.sql, isoTime(deps.clock.wallMs()));
      const reasons = new Map(off.map(({ item, reason }) => [item, reason]));
      return {
        version,
        phases: [...phases],
        items: deps.items.map((item) => ({ ...item, offReason: reasons.get(item.id) ?? null })),
      };
    },
  );
}
