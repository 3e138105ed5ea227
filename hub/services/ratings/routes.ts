import { Type } from 'typebox';
import { permit } from '../../accounts/permit.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures } from '../../http.ts';

const Summary = Type.Object({
  byLevel: Type.Array(Type.Object({ level: Type.Integer(), source: Type.String(), count: Type.Integer() })),
});

/** How often each level was given; never by whom. */
export function ratingRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/operator/ratings',
    { onRequest: permit(deps, 'fleet.read'), schema: { response: { 200: Summary, ...failures } } },
    async () => {
      const rows = await deps.sql<{ level: number; source: string; count: string }[]>`
        select level, source, count(*) as count from rating group by level, source order by level, source`;
      return { byLevel: rows.map((row) => ({ ...row, count: Number(row.count) })) };
    },
  );
}
