import { Type } from 'typebox';
import { isAlertCode } from '../../contract/alerts/catalogue.ts';
import { alertWords } from '../../contract/alerts/words.ts';
import {
  AcknowledgeReply,
  AcknowledgeRequest,
  AlertDetail,
  AlertSites,
  AlertsPage,
  AlertsQuery,
  MuteList,
  MuteRequest,
  MuteRow,
  Runbook,
} from '../../contract/console/alerts.ts';
import { District } from '../../contract/console/page.ts';
import { cityDay } from '../../contract/working-days.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../console/csv.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { acknowledge, endMute, mute, muteDaysAtMost, mutes } from './act-on-alerts.ts';
import { alertDetail, alertSites, listAlerts } from './list-alerts.ts';
import { runbookOf } from './runbooks.ts';

const ofId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const Done = Type.Object({ id: Type.Integer() });
const strict = { additionalProperties: false };

/** What the console reads of alerts, and what operators do with them. */
export function alertRoutes(app: App, deps: HubDeps): void {
  const { sql, clock } = deps;
  const nowMs = () => Math.round(clock.wallMs());
  const onRequest = permit(deps, 'fleet.read');
  const mayAct = permit(deps, 'alert.act');

  app.get(
    '/v1/console/alerts',
    { onRequest, schema: { querystring: AlertsQuery, response: { 200: AlertsPage, ...failures } } },
    async ({ query }) => await listAlerts(sql, query, nowMs()),
  );
  app.get('/v1/console/alerts.csv', { onRequest, schema: { querystring: AlertsQuery } }, ({ query }, reply) =>
    sendCsv(reply, {
      ...{ name: 'alerts', day: cityDay(nowMs()) },
      columns: [
        ['id', (row) => row.id],
        ['code', (row) => row.code],
        ['severity', (row) => row.severity],
        ['告警', (row) => alertWords(row, 'zh-CN')],
        ['alert', (row) => alertWords(row, 'en')],
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['district', (row) => row.district],
        ['since', (row) => row.since],
        ['openedAt', (row) => row.openedAt],
        ['resolvedAt', (row) => row.resolvedAt],
        ['acknowledgedAt', (row) => row.acknowledged?.at ?? null],
        ['acknowledgedBy', (row) => row.acknowledged?.by ?? null],
        ['quiet', (row) => row.quiet?.why ?? null],
      ],
      pages: () => allPages((after) => listAlerts(sql, { ...query, ...pageAfter(after) }, nowMs())),
    }),
  );
  app.get(
    '/v1/console/alerts/sites',
    {
      onRequest,
      schema: {
        querystring: Type.Object({ district: Type.Optional(District) }, strict),
        response: { 200: AlertSites, ...failures },
      },
    },
    async ({ query }) => await alertSites(sql, query.district ?? null, nowMs()),
  );
  app.get('/v1/console/alerts/mutes', { onRequest, schema: { response: { 200: MuteList, ...failures } } }, async () => [
    ...(await mutes(sql, nowMs())),
  ]);
  app.get(
    '/v1/console/alerts/:id',
    { onRequest, schema: { params: ofId, response: { 200: AlertDetail, ...failures } } },
    async ({ params }, reply) =>
      (await alertDetail(sql, params.id, nowMs())) ?? refuse(reply, clock, 'notFound', 'no such alert'),
  );
  app.get(
    '/v1/console/runbooks/:code',
    {
      onRequest,
      schema: {
        params: Type.Object({ code: Type.String({ maxLength: 32 }) }),
        response: { 200: Runbook, ...failures },
      },
    },
    async ({ params: { code } }, reply) =>
      (isAlertCode(code) ? runbookOf(code) : null) ?? refuse(reply, clock, 'notFound', 'no such runbook'),
  );

  app.post(
    '/v1/operator/alerts/acknowledge',
    { onRequest: mayAct, schema: { body: AcknowledgeRequest, response: { 200: AcknowledgeReply, ...failures } } },
    async (request) => ({
      acknowledged: await acknowledge(sql, request.body, { actor: actorOf(request), nowMs: nowMs() }),
    }),
  );
  app.post(
    '/v1/operator/alerts/mutes',
    { onRequest: mayAct, schema: { body: MuteRequest, response: { 200: MuteRow, ...failures } } },
    async (request, reply) => {
      const made = await mute(sql, request.body, { actor: actorOf(request), nowMs: nowMs() });
      return made.ok ? made.value : refuse(reply, clock, 'badRequest', muteFaults[made.error]);
    },
  );
  app.post(
    '/v1/operator/alerts/mutes/:id/end',
    { onRequest: mayAct, schema: { params: ofId, response: { 200: Done, ...failures } } },
    async (request, reply) => {
      const { id } = request.params;
      const isEnded = await endMute(sql, id, { actor: actorOf(request), nowMs: nowMs() });
      return isEnded ? { id } : refuse(reply, clock, 'notFound', 'no such mute in force');
    },
  );
}

const muteFaults = {
  which: 'one of kiosk, place and code must be named: nobody mutes everything',
  until: `until: a time from now on, at most ${muteDaysAtMost} days away`,
} as const;
