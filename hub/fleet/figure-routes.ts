import { Overview } from '../../contract/console/overview.ts';
import { QueueMachinesQuery, QueuePage, QueueReply } from '../../contract/console/queue.ts';
import { RatingListQuery, RatingsPage, RatingsQuery, RatingsReply } from '../../contract/console/ratings.ts';
import { TransactionsPage, TransactionsQuery } from '../../contract/console/transactions.ts';
import { UsageQuery, UsageReply } from '../../contract/console/usage.ts';
import { cityDay } from '../../contract/working-days.ts';
import { permit } from '../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../console/csv.ts';
import { listTransactions } from '../console/rows.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime } from '../http.ts';
import { readSwitches } from '../services/switches/read-switches.ts';
import { overview, shared } from './overview.ts';
import { queueMachines, queueState } from './queue.ts';
import { listRatings, ratingSums } from './ratings.ts';
import { usage } from './usage.ts';

/** Answers that everybody who has the console open asks for at the same moment. */
const sharedMs = 2000;

/** What the console shows of the fleet as a whole: overview, queue, transactions, usage of items, ratings. */
export function figureRoutes(app: App, deps: HubDeps): void {
  const { sql, clock, calendar } = deps;
  const onRequest = permit(deps, 'fleet.read');
  const now = () => Math.round(clock.wallMs());
  const answers = <T>(schema: T) => ({ response: { 200: schema, ...failures } });
  const day = () => cityDay(now());

  const city = shared(
    () => clock.monoMs(),
    sharedMs,
    () => overview(sql, now()),
  );
  app.get('/v1/console/overview', { onRequest, schema: answers(Overview) }, () => city());

  const queue = shared(
    () => clock.monoMs(),
    sharedMs,
    () => queueState(sql, now()),
  );
  app.get('/v1/console/queue', { onRequest, schema: answers(QueueReply) }, () => queue());
  app.get(
    '/v1/console/queue/machines',
    { onRequest, schema: { querystring: QueueMachinesQuery, ...answers(QueuePage) } },
    (request) => queueMachines(sql, request.query),
  );
  app.get(
    '/v1/console/queue/machines.csv',
    { onRequest, schema: { querystring: QueueMachinesQuery } },
    (request, reply) =>
      sendCsv(reply, {
        ...{ name: 'queue', day: day() },
        columns: [
          ['kiosk', (row) => row.kiosk],
          ['district', (row) => row.district],
          ['place', (row) => row.place],
          ['lastBeat', (row) => row.lastBeat],
          ['pending', (row) => row.pending],
          ['oldestAgeMs', (row) => row.oldestAgeMs],
          ['dead', (row) => row.dead],
          ['missing', (row) => row.gaps.reduce((sum, { missing }) => sum + missing, 0)],
        ],
        pages: () => allPages((after) => queueMachines(sql, { ...request.query, ...pageAfter(after) }, 'kiosk')),
      }),
  );

  app.get(
    '/v1/console/transactions',
    { onRequest, schema: { querystring: TransactionsQuery, ...answers(TransactionsPage) } },
    (request) => listTransactions(sql, request.query),
  );
  app.get('/v1/console/transactions.csv', { onRequest, schema: { querystring: TransactionsQuery } }, (request, reply) =>
    sendCsv(reply, {
      ...{ name: 'transactions', day: day() },
      columns: [
        ['receivedAt', (row) => row.receivedAt],
        ['receiptNo', (row) => row.receiptNo],
        ['itemId', (row) => row.itemId],
        ['topic', (row) => row.topic],
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['seq', (row) => row.seq],
        ['capturedAt', (row) => row.capturedAt],
        ['state', (row) => row.state],
        ['settledAt', (row) => row.settledAt],
        ['existingReceipt', (row) => row.existingReceipt],
      ],
      pages: () => allPages((after) => listTransactions(sql, { ...request.query, ...pageAfter(after) })),
    }),
  );

  const items = async (query: UsageQuery) =>
    usage(sql, { items: deps.items, switches: await readSwitches(sql, isoTime(now())) }, query, now());
  app.get('/v1/console/usage', { onRequest, schema: { querystring: UsageQuery, ...answers(UsageReply) } }, (request) =>
    items(request.query),
  );
  app.get('/v1/console/usage.csv', { onRequest, schema: { querystring: UsageQuery } }, (request, reply) =>
    sendCsv(reply, {
      ...{ name: 'usage', day: day() },
      columns: [
        ['itemId', (row) => row.itemId],
        ['title', (row) => row.titleZh],
        ['phase', (row) => row.phase],
        ['isOn', (row) => row.isOn],
        ['started', (row) => row.started],
        ['completed', (row) => row.completed],
        ['abandoned', (row) => row.abandoned],
        ['success', (row) => row.success],
        ['medianSeconds', (row) => row.medianSeconds],
        ['medianTouches', (row) => row.medianTouches],
        ['abandonedAt', (row) => row.abandonedAt.map(({ step, count }) => `${step} ${count}`).join('; ')],
        ['applications', (row) => row.applications],
        ['done', (row) => row.done],
        ['refused', (row) => row.refused],
        ['offline', (row) => row.offline],
        ['prints', (row) => row.prints],
        ['printsFailed', (row) => row.printsFailed],
        ...(['promised', 'measured'] as const).flatMap((kind) =>
          (['pages', 'seconds', 'materials', 'visits'] as const).map(
            (figure) => [`${kind}.${figure}`, (row: UsageReply['rows'][number]) => row[kind][figure]] as const,
          ),
        ),
      ],
      async *pages() {
        yield (await items(request.query)).rows;
      },
    }),
  );

  app.get(
    '/v1/console/ratings',
    { onRequest, schema: { querystring: RatingsQuery, ...answers(RatingsReply) } },
    (request) => ratingSums(sql, request.query, now()),
  );
  app.get(
    '/v1/console/ratings/list',
    { onRequest, schema: { querystring: RatingListQuery, ...answers(RatingsPage) } },
    (request) => listRatings(sql, request.query, calendar, now()),
  );
  app.get('/v1/console/ratings/list.csv', { onRequest, schema: { querystring: RatingListQuery } }, (request, reply) =>
    sendCsv(reply, {
      ...{ name: 'ratings', day: day() },
      columns: [
        ['at', (row) => row.at],
        ['receiptNo', (row) => row.receiptNo],
        ['itemId', (row) => row.itemId],
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['level', (row) => row.level],
        ['reasons', (row) => row.reasons.join(' ')],
        ['source', (row) => row.source],
        ['hasWords', (row) => row.hasWords],
        ['answerBy', (row) => row.answerBy],
      ],
      pages: () => allPages((after) => listRatings(sql, { ...request.query, ...pageAfter(after) }, calendar, now())),
    }),
  );
}
