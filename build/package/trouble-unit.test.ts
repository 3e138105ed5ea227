import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(join(import.meta.dirname, 'system', name), 'utf8');
/** Values of a unit's settings in their order. */
const settings = (unit: string, key: RegExp) =>
  read(unit)
    .split('\n')
    .flatMap((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key.test(name) ? [value] : [];
    });

test('words of trouble stand before a launcher that is not started again, and for no other: newer systems call for them at each of its ends', () => {
  const failed = settings('yitiji.service', /^OnFailure$/);
  expect(failed).toEqual(['yitiji-trouble.service']);
  const [first] = settings('yitiji-trouble.service', /^Exec/);
  expect(first).toBe('/bin/systemctl is-failed --quiet yitiji.service');
});

test('a display that does not let go of the screen holds no next try: whoever changes terminals waits for seconds', () => {
  const changes = [...settings('yitiji.service', /^ExecStartPost$/), ...read('trouble-screen').split('\n')].filter(
    (line) => /\bchvt\b/.test(line) && !line.startsWith('#'),
  );
  expect(changes.map((line) => /timeout \d+ chvt \d/.test(line))).toEqual([true, true]);
});

/** Settings that the oldest system, UOS 20 with systemd 241, does not know and leaves out; what stands in for each is in docs/packaging.md. */
const newerThan241 = ['ExecCondition', 'LogNamespace', 'ProtectHostname', 'ProtectKernelLogs', 'RestrictSUIDSGID'];
/** Settings that it knows (systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.resource-control(5) of 241). */
const of241 = [
  ...['After', 'Conflicts', 'Description', 'Documentation', 'OnFailure', 'Requires', 'WantedBy'],
  ...[
    'StartLimitBurst',
    'StartLimitIntervalSec',
    'ExecStart',
    'ExecStartPost',
    'NotifyAccess',
    'Restart',
    'RestartSec',
  ],
  ...['TimeoutStartSec', 'TimeoutStopSec', 'Type', 'WatchdogSec', 'CapabilityBoundingSet', 'Environment'],
  ...['EnvironmentFile', 'Group', 'LimitCORE', 'LimitNOFILE', 'LockPersonality', 'MemoryHigh', 'NoNewPrivileges'],
  ...['OOMScoreAdjust', 'ProtectControlGroups', 'ProtectHome', 'ProtectKernelModules', 'ProtectKernelTunables'],
  ...['ProtectSystem', 'ReadWritePaths', 'RestrictAddressFamilies', 'RestrictRealtime', 'SupplementaryGroups'],
  ...['SystemCallArchitectures', 'User'],
];

test('nothing that a machine needs hangs on a setting that an older system leaves out: each such setting is known, and what stands in for it is written down', () => {
  const units = ['yitiji.service', 'yitiji-display.service', 'yitiji-trouble.service'];
  const names = units.flatMap((unit) => [...read(unit).matchAll(/^(\w+)=/gm)].map(([, name = '']) => name));
  expect([...new Set(names)].filter((name) => !of241.includes(name)).sort()).toEqual(newerThan241);
  const page = readFileSync(join(import.meta.dirname, '../../docs/packaging.md'), 'utf8');
  expect(newerThan241.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  // Programs by paths that are there whether or not /bin and /usr/bin are one folder: a file of /bin of Debian 10 is not found below /usr/bin where they are not.
  const programs = units.flatMap((unit) => settings(unit, /^Exec/)).map((command) => command.split(' ')[0]);
  expect(programs.filter((path) => /^\/usr\/bin\/(systemctl|sleep)$/.test(path ?? ''))).toEqual([]);
});
