import { Type } from 'typebox';
import { AuditFilter, AuditPage, AuditProof, AuditQuery } from '../../contract/console/audit.ts';
import { pageRowsAtMost } from '../../contract/console/page.ts';
import { cityDay } from '../../contract/working-days.ts';
import { permit } from '../accounts/permit.ts';
import { allPages, sendCsv } from '../console/csv.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime } from '../http.ts';
import { auditPage, proveAudit } from './read-audit.ts';

const Noted = Type.Object(
  {
    /** Both: a place that was noted elsewhere must stand in the chain. */
    seq: Type.Optional(Type.Integer({ minimum: 0 })),
    hash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  { additionalProperties: false },
);

/** What people did, for auditors. Contract: contract/console/audit.ts. */
export function auditRoutes(app: App, deps: HubDeps): void {
  const onRequest = permit(deps, 'audit.read');

  app.get(
    '/v1/console/audit',
    { onRequest, schema: { querystring: AuditQuery, response: { 200: AuditPage, ...failures } } },
    (request) => auditPage(deps.sql, request.query),
  );

  app.get('/v1/console/audit.csv', { onRequest, schema: { querystring: AuditFilter } }, (request, reply) =>
    sendCsv(reply, {
      ...{ name: 'audit', day: cityDay(deps.clock.wallMs()) },
      columns: [
        ['seq', (row) => row.seq],
        ['at', (row) => row.at],
        ['actorKind', (row) => row.actor.kind],
        ['actorId', (row) => row.actor.id],
        ['actorName', (row) => row.actor.name],
        ['act', (row) => row.act],
        ['subject', (row) => row.subject],
        ['detail', (row) => JSON.stringify(row.detail)],
        ['hash', (row) => row.hash],
      ],
      pages: () =>
        allPages((after) =>
          auditPage(deps.sql, { ...request.query, limit: pageRowsAtMost, ...(after === undefined ? {} : { after }) }),
        ),
    }),
  );

  app.get(
    '/v1/console/audit/proof',
    { onRequest, schema: { querystring: Noted, response: { 200: AuditProof, ...failures } } },
    async (request) => {
      const { seq, hash } = request.query;
      const noted = seq === undefined || hash === undefined ? null : { seq, hash };
      return { ...(await proveAudit(deps.sql, noted)), hubTime: isoTime(deps.clock.wallMs()) };
    },
  );
}
