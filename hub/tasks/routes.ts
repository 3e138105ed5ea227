import { TasksPage, TasksQuery } from '../../contract/console/tasks.ts';
import { cityDay } from '../../contract/working-days.ts';
import { permit } from '../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../console/csv.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { listTasks } from './list-tasks.ts';

/** What keepers have to do. A task ends when its machine says so: there is no route that ends one. */
export function taskRoutes(app: App, deps: HubDeps): void {
  const onRequest = permit(deps, 'fleet.read');
  const nowMs = () => Math.round(deps.clock.wallMs());
  app.get(
    '/v1/console/tasks',
    { onRequest, schema: { querystring: TasksQuery, response: { 200: TasksPage, ...failures } } },
    async ({ query }) => await listTasks(deps.sql, query, nowMs()),
  );
  app.get('/v1/console/tasks.csv', { onRequest, schema: { querystring: TasksQuery } }, ({ query }, reply) =>
    sendCsv(reply, {
      ...{ name: 'tasks', day: cityDay(nowMs()) },
      columns: [
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['district', (row) => row.district],
        ['task', (row) => row.kind],
        ['subject', (row) => row.subject],
        ['since', (row) => row.since],
        ['due', (row) => row.due],
        ['isOverdue', (row) => row.isOverdue],
      ],
      pages: () => allPages((after) => listTasks(deps.sql, { ...query, ...pageAfter(after) }, nowMs())),
    }),
  );
}
