import { type FastifyError, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { accountRoutes } from './accounts/account-routes.ts';
import { ownAccountRoutes } from './accounts/own-account-routes.ts';
import { installPeople } from './accounts/permit.ts';
import { sessionRoutes } from './accounts/session-routes.ts';
import { alertRoutes } from './alerts/routes.ts';
import { answerBrokenHttp, installAnswerHeaders, setAnswerHeaders } from './answer-headers.ts';
import { auditRoutes } from './audit/routes.ts';
import { installMachineAuth } from './auth/machine-auth.ts';
import { createRateBound } from './auth/rate-bound.ts';
import { bundleRoutes } from './bundles/routes.ts';
import { operatorCaseRoutes } from './cases/operator-routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { commandRoutes } from './commands/routes.ts';
import { commissioningRoutes } from './commissioning/routes.ts';
import { catalogueConsoleRoutes } from './console/catalogue-routes.ts';
import { consoleFiles } from './console/files.ts';
import { consoleRoutes } from './console/routes.ts';
import { isDatabaseAway } from './database/pool.ts';
import { departmentRoutes } from './departments/routes.ts';
import type { HubDeps } from './deps.ts';
import { enrolmentConsoleRoutes } from './enrolment/console-routes.ts';
import { keyRoutes } from './enrolment/key-routes.ts';
import { enrolmentRoutes } from './enrolment/routes.ts';
import { figureRoutes } from './fleet/figure-routes.ts';
import { machineConsoleRoutes } from './fleet/machine-routes.ts';
import { Overloaded } from './grouped.ts';
import { healthRoutes } from './health-routes.ts';
import { heartbeatRoutes } from './heartbeat-routes.ts';
import { type App, refuse, type TypeBoxProvider } from './http.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { causeCode } from './log.ts';
import { machineRoutes } from './machines/routes.ts';
import { metricsRoutes } from './metrics/metrics.ts';
import { openApiRoutes } from './openapi.ts';
import { releaseConsoleRoutes } from './releases/console-routes.ts';
import { assignmentRoutes } from './releases/routes.ts';
import { releaseRoutes } from './releases/serve.ts';
import { rolloutRoutes } from './rollouts/routes.ts';
import { installRouteSchemas } from './route-schemas.ts';
import { serviceRoutes } from './services/routes.ts';
import { orderBoardRoutes } from './services/work-orders/board-routes.ts';
import { staffDeviceRoutes, staffOperatorRoutes } from './staff/routes.ts';
import { supplyRoutes } from './supplies/routes.ts';
import { taskRoutes } from './tasks/routes.ts';

/**
 * The hub's HTTP side without a socket: `listen` or `inject` it. Keeps nothing that another instance would need.
 * @param trustProxy address of the gateway whose X-Forwarded-For is believed; undefined = none is
 */
export function buildServer(deps: HubDeps, trustProxy?: string): App {
  const app: App = fastify({
    ...(trustProxy === undefined ? {} : { trustProxy }),
    bodyLimit: 1024 * 1024,
    // Long polls last 25 s; a peer that sends nothing is dropped after twice that.
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 192 },
    clientErrorHandler: (cause, socket) => answerBrokenHttp(deps, cause, socket),
    frameworkErrors: (error, request, reply) => {
      setAnswerHeaders(deps, request, reply);
      return answerError(deps, error, request, reply);
    },
  }).withTypeProvider<TypeBoxProvider>();

  // Fastify reads plain text by itself, which any page may send without asking (no preflight). Nothing here is plain text.
  app.removeContentTypeParser('text/plain');
  installRouteSchemas(app);
  installAnswerHeaders(app, deps);
  installMachineAuth(app, deps, createRateBound(deps.clock, 50, 200));
  installPeople(app);
  guardHostName(app, deps);
  refuseNul(app, deps);

  app.setErrorHandler((error: FastifyError, request, reply) => answerError(deps, error, request, reply));
  app.setNotFoundHandler(consoleFiles(deps));
  app.addHook('onSend', async (_request, reply, payload) => {
    // A long poll that is answered because we stop would otherwise leave its connection open, and closing would wait for that.
    if (deps.stop.aborted) reply.header('connection', 'close');
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    const ms = Math.round(reply.elapsedTime);
    deps.log('hub.request.done', { method: request.method, route, status: reply.statusCode, ms });
    if (reply.refusal !== null) {
      deps.log('hub.request.refused', { route, status: reply.statusCode, code: reply.refusal });
    }
  });

  openApiRoutes(app);
  const metrics = metricsRoutes(app, deps);
  healthRoutes(app, deps);
  enrolmentRoutes(app, deps);
  commissioningRoutes(app, deps);
  keyRoutes(app, deps);
  bundleRoutes(app, deps);
  ingestRoutes(app, deps, metrics);
  caseRoutes(app, deps);
  operatorCaseRoutes(app, deps);
  serviceRoutes(app, deps);
  departmentRoutes(app, deps);
  heartbeatRoutes(app, deps);
  machineRoutes(app, deps);
  assignmentRoutes(app, deps);
  commandRoutes(app, deps);
  rolloutRoutes(app, deps);
  releaseRoutes(app, deps);
  staffDeviceRoutes(app, deps);
  staffOperatorRoutes(app, deps);
  alertRoutes(app, deps);
  supplyRoutes(app, deps);
  taskRoutes(app, deps);
  orderBoardRoutes(app, deps);
  consoleRoutes(app, deps);
  machineConsoleRoutes(app, deps);
  figureRoutes(app, deps);
  sessionRoutes(app, deps);
  ownAccountRoutes(app, deps);
  accountRoutes(app, deps);
  auditRoutes(app, deps);
  catalogueConsoleRoutes(app, deps);
  releaseConsoleRoutes(app, deps);
  enrolmentConsoleRoutes(app, deps);
  return app;
}

/**
 * A web page from elsewhere may point its own name at 127.0.0.1 and read the console through the visitor's browser (DNS rebinding); the name in
 * the Host header gives it away.
 */
function guardHostName(app: App, deps: HubDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    if (deps.hostNames.length === 0 || deps.hostNames.includes(request.hostname)) return undefined;
    return refuse(reply, deps.clock, 'forbidden', 'this host name is not served');
  });
}

/** As in bodies (auth/machine-auth.ts): PostgreSQL texts cannot hold NUL, and no address needs one. */
function refuseNul(app: App, deps: HubDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.raw.url?.includes('%00')) return undefined;
    return refuse(reply, deps.clock, 'badRequest', 'address holds NUL');
  });
}

function answerError(deps: HubDeps, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const route = request.routeOptions.url ?? '';
  const { statusCode, validation, code } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const [first] = validation;
    return refuse(reply, deps.clock, 'badRequest', `${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim());
  }
  if (statusCode === 413) return refuse(reply, deps.clock, 'tooLarge', 'body is over 1 MiB');
  if (statusCode === 415) return refuse(reply, deps.clock, 'mediaType', 'the body must be application/json');
  // The parser's own words may quote the body, so they are not passed on.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return refuse(reply, deps.clock, 'badRequest', code ?? 'body is not JSON');
  }
  if (error instanceof Overloaded) return refuse(reply, deps.clock, 'unavailable', 'too much at once');
  deps.log('hub.request.failed', { route, cause: causeCode(error) });
  if (isDatabaseAway(error)) return refuse(reply, deps.clock, 'unavailable', 'database is away');
  return refuse(reply, deps.clock, 'internal', 'internal error');
}
