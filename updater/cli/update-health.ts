import { type Command, type CommandResult, UsageError } from '../../contract/command.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import { healthNow } from '../health/health-client.ts';
import { type Finding, findings, type HealthFault, healthPolicy } from '../health/judge.ts';
import { connectLocal } from '../local-client.ts';

/** What is meant, and who or what mends it. */
const meanings = {
  service: 'the terminal service does not answer; start it, or look at its log',
  release: 'another release answers than the one that is meant',
  store: 'the local store has failed; nobody is served: yitiji doctor, then a technician',
  shell: 'no window program has said hello; start the machine as its service does, not by hand',
  page: 'the newest page does not stand on the screen; the window program repairs it by itself within 30 s',
  host: 'the process of a device interface is down; it comes back by itself within seconds',
  device: 'a device that worked before works less: yitiji device status',
  hubRefused: 'the hub answers and refuses, or is not believed: yitiji doctor',
  hubLost:
    'the hub has not accepted a heartbeat since this start; an update without a hub before it is not held up by that',
  unsteady: 'well at times, never long enough',
} as const satisfies Readonly<Record<HealthFault, string>>;

/** Looks at what the health gate of an update looks at (docs/updates.md). Exit 0 = a release that runs like this would pass, but for devices: they are compared with before an update. */
export const updateHealth: Command = {
  name: 'update health',
  summary: 'What the health gate of an update sees now: store, page, processes, devices, hub.',
  options: { data: { type: 'string', required: true, help: 'data folder of the terminal service' } },
  run: async ({ options }) => {
    if (typeof options.data !== 'string' || options.data === '') throw new UsageError('--data needs a value');
    const connected = await connectLocal(options.data);
    if (!connected.ok) return failed(connected.error);
    try {
      const facts = await healthNow(connected.value);
      if (!facts.ok) return failed(facts.error);
      const found = findings(null, facts.value, 0, { ...healthPolicy, release: null });
      return {
        exit: found.length === 0 ? 0 : 1,
        json: { facts: facts.value, found },
        text: textOf(facts.value, found),
      };
    } finally {
      connected.value.close();
    }
  },
};

const failed = (error: { readonly code: string; readonly message: string }): CommandResult => ({
  ...{ exit: 1, json: { error }, text: `${error.code}: ${error.message}` },
});

function textOf({ release, store, page, hosts, devices, hub }: HealthFacts, found: readonly Finding[]): string {
  const awayWords = hub.awayMs === null ? 'there' : `away for ${Math.round(hub.awayMs / 1000)} s`;
  const rows: readonly (readonly [string, string])[] = [
    ['release', release ?? 'started by hand'],
    ['store', store.fault ?? `open and checked, ${store.isDurable ? 'durable' : 'NOT durable'}, probe ${store.probe}`],
    ['shell', page.isShellUp ? 'up' : 'none'],
    ['page', `${page.state}, lost ${page.losses}`],
    ...hosts.map(({ name, state, deaths }) => ['process', `${name} ${state}, died ${deaths}`] as const),
    ...devices.map(({ role, driver, availability }) => ['device', `${role} (${driver}) ${availability}`] as const),
    [
      'hub',
      `${hub.isEnrolled ? awayWords : 'not enrolled'}, last heartbeat ${hub.last}, uplink ${hub.isUplinkUp ? 'up' : 'down'}`,
    ],
  ];
  return [
    found.length === 0 ? 'well: a release that runs like this passes' : 'not well',
    ...found.map(({ fault, what }) => `${fault.padEnd(10)}  ${what}: ${meanings[fault]}`),
    ...rows.map(([name, words]) => `${name.padEnd(10)}  ${words}`),
  ].join('\n');
}
