import { TasksPage, TasksQuery } from '../../contract/console/tasks.ts';
import { permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { listTasks } from './list-tasks.ts';

/** What keepers have to do. A task ends when its machine says so: there is no route that ends one. */
export function taskRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/console/tasks',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: { querystring: TasksQuery, response: { 200: TasksPage, ...failures } },
    },
    async ({ query }) => await listTasks(deps.sql, query, Math.round(deps.clock.wallMs())),
  );
}
