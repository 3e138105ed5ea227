import type { Verdict } from '../../contract/hub-api.ts';
import type { HubDeps } from '../deps.ts';
import type { App } from '../http.ts';
import { expositionType, type Metric, makeCounter, makeHistogram, writeExposition } from './exposition.ts';
import { fleetGauges } from './fleet-gauges.ts';

/** What this instance counts of itself. */
export interface HubMetrics {
  /** A batch was answered. */
  batch(verdicts: readonly Verdict[]): void;
}

const requestBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** `GET /metrics` in the text format of Prometheus: counters of this instance, gauges of the whole city. No machine and no person is named. */
export function metricsRoutes(app: App, deps: HubDeps): HubMetrics {
  const messages = makeCounter('yitiji_ingest_messages_total', 'Messages by verdict.', 'verdict');
  const batches = makeCounter('yitiji_ingest_batches_total', 'Batches that were answered.', 'size');
  const requests = makeCounter('yitiji_http_requests_total', 'Requests by status.', 'status');
  // Many at once: somebody tries something. By code, as in `HubError`; who it was stands nowhere here.
  const refusals = makeCounter('yitiji_refusals_total', 'Refused requests by code.', 'code');
  const seconds = makeHistogram(
    'yitiji_http_request_seconds',
    'From the first byte of a request to the last of its answer; long polls wait on purpose.',
    'route',
    requestBounds,
  );
  app.addHook('onResponse', async (request, reply) => {
    requests.add(String(reply.statusCode));
    if (reply.refusal !== null) refusals.add(reply.refusal);
    // The pattern, not the path: no id stands in it.
    seconds.observe(`${request.method} ${request.routeOptions.url ?? 'none'}`, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (_request, reply) => {
    const fleet = await fleetGauges(deps.sql, Math.round(deps.clock.wallMs()));
    const own = [messages, batches, requests, refusals, seconds].map((of) => of.metric());
    return reply.type(expositionType).send(writeExposition([...own, ...processMetrics(), ...fleet]));
  });
  return {
    batch(verdicts) {
      batches.add(sizeClass(verdicts.length));
      for (const { verdict } of verdicts) messages.add(verdict);
    },
  };
}

function sizeClass(count: number): string {
  if (count <= 1) return '1';
  return count <= 10 ? '2-10' : count <= 50 ? '11-50' : '51-200';
}

/** Names as every exporter has them, so that ready-made dashboards fit. */
function processMetrics(): readonly Metric[] {
  const { user, system } = process.cpuUsage();
  const one = (value: number) => [{ labels: {}, value }];
  return [
    {
      name: 'process_cpu_seconds_total',
      kind: 'counter',
      help: 'User and system time.',
      samples: one((user + system) / 1e6),
    },
    {
      name: 'process_resident_memory_bytes',
      kind: 'gauge',
      help: 'Resident memory.',
      samples: one(process.memoryUsage.rss()),
    },
    {
      name: 'process_uptime_seconds',
      kind: 'gauge',
      help: 'Since the process started.',
      samples: one(process.uptime()),
    },
  ];
}
