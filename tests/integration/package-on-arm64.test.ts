import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { elfsBelow } from '../../build/package/libraries.ts';
import { root } from '../../build/project.mjs';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { loadDeviceKey } from '../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import { makeHubSide } from '../../terminal/store/testing/temporary-store.ts';
import { SigningHub } from '../../terminal/sync/testing/signing-hub.ts';
import { arm64System, runsArm64Programs } from '../package/arm64-system.ts';
import { canMakeMachines, onOwnMachine } from '../package/machine.ts';
import { packagedTwice } from '../package/whole-package.ts';
import { endProcesses, simulate } from '../support/yitiji-process.ts';

/**
 * The whole package for arm64 but its window, on Debian 11 for arm64 under qemu-user: `npm run test:package-arm64`. It is compiled on a newer system than that and runs on an
 * older libc.
 */
const isWanted = process.env.YITIJI_PACKAGE === 'arm64' && canMakeMachines && process.arch === 'x64';
const dir = isWanted ? mkdtempSync(join(tmpdir(), 'yitiji-arm64-')) : '';
const undo: (() => unknown)[] = [];
afterAll(async () => {
  await endProcesses();
  for (const step of undo.splice(0)) await step();
  if (dir !== '') rmSync(dir, { recursive: true, force: true });
});

/** Folder of data of an enrolled machine, and its hub. @returns `heard`, which resolves with the path of the first request that tells how the machine is */
async function enrolledMachine(data: string) {
  mkdirSync(join(data, 'config'), { recursive: true });
  const key = loadDeviceKey(data);
  const hub = new SigningHub(() => key.publicKey);
  const heard = new Promise<string>((resolve) => {
    hub.answer = ({ url }) => {
      if (url.endsWith('/heartbeats')) resolve(url);
      return { status: 200, body: { hubTime: new Date().toISOString() } };
    };
  });
  const url = await hub.listen();
  undo.push(() => hub.close());
  const opened = openStore({ dir: data, clock: systemClock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.detail);
  opened.value.setIdentity({ ...(await makeHubSide()).identity, replyKey: hub.replyKey });
  opened.value.close();
  writeFileSync(join(data, 'config/machine.json'), JSON.stringify({ hub: { url } }));
  return { heard };
}

test.skipIf(!isWanted)(
  'on arm64 a program is for another processor, two builds differ, or the package, its command line, the launcher and the terminal service do not run',
  { timeout: 3_600_000 },
  async () => {
    undo.push(runsArm64Programs());
    const { packages, first, second } = packagedTwice(dir, ['--cpu', 'arm64', '--electron', 'none']);
    expect(second).toBe(first);
    const deb = join(packages, 'yitiji_1.0_arm64.deb');
    const content = join(dir, 'content');
    execFileSync('dpkg-deb', ['--extract', deb, content]);
    const elfs = elfsBelow(content);
    rmSync(content, { recursive: true, force: true });
    // Node twice (launcher, release), SQLite, PC/SC, serial ports, HID in two ways, the glyph renderer.
    expect(elfs.length).toBeGreaterThanOrEqual(8);
    expect(elfs.filter(({ cpu }) => cpu !== 'arm64')).toEqual([]);

    const system = arm64System('bullseye', execFileSync('dpkg-deb', ['--field', deb, 'Depends'], { encoding: 'utf8' }));
    cpSync(join(root, 'tests/package/stand-in-window.sh'), join(packages, 'stand-in-window.sh'));
    const { heard } = await enrolledMachine(join(packages, 'data'));
    await simulate('escpos', ['--link', join(packages, 'printer')]);
    // Opening it to write waits until the other side reads: the script there goes on once its hub has heard it.
    const go = join(packages, 'go');
    execFileSync('mkfifo', [go]);
    void heard.then((url) => spawn('sh', ['-c', 'echo "$1" > "$2"', 'sh', url, go]));

    // No command of a machine: what it commits would reach the city.
    const fill = `const { outboxFill } = await import('/opt/yitiji/current/terminal/cli/outbox-fill.ts');
      const io = { out: console.log, note: console.log, signal: new AbortController().signal };
      await outboxFill.run({ options: { data: '/var/lib/yitiji/fill', count: '3' }, positionals: [] }, io);`;
    writeFileSync(join(packages, 'fill.mjs'), fill);
    const script = `
      dpkg -i /packages/yitiji_1.0_arm64.deb
      cp -r /packages/data/. /var/lib/yitiji && chown -R yitiji:yitiji /var/lib/yitiji
      echo "is $(dpkg --print-architecture) $(/opt/yitiji/launcher/node -p process.arch)"
      runuser -u yitiji -- /opt/yitiji/launcher/node --no-warnings /packages/fill.mjs | sed 's/ACK .*/ACK/'
      yitiji outbox list --data /var/lib/yitiji/fill --json | tail -1
      yitiji update status --root /opt/yitiji
      yitiji update repair --root /opt/yitiji
      chmod 666 "$(readlink -f /packages/printer)"
      yitiji device status --driver escpos --port /packages/printer --json | tail -1
      yitiji doctor --data /var/lib/yitiji || true
      runuser -u yitiji -- env -i PATH="$PATH" HOME=/var/lib/yitiji YITIJI_ROOT=/opt/yitiji YITIJI_DATA=/var/lib/yitiji YITIJI_ELECTRON=/packages/stand-in-window.sh \\
        /opt/yitiji/launcher/node --no-warnings /opt/yitiji/launcher/launcher.mjs > /tmp/log 2>&1 &
      launcher=$!
      echo "heard at $(timeout 600 cat /packages/go)"
      cat /tmp/log
      kill $launcher; wait $launcher || true
      dpkg -r yitiji
      echo "removed $(ls /opt/yitiji/slots | wc -l) $(ls /usr/bin/yitiji 2> /dev/null | wc -l)"
      umount /var/lib/yitiji
      dpkg -P yitiji
      echo "purged $(ls -d /opt/yitiji /var/lib/yitiji 2> /dev/null | wc -l) $(getent passwd yitiji | wc -l)"`;
    const { exit, out, err } = await onOwnMachine(packages, script, system);
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: expect.stringContaining('purged 0 0'),
      err: expect.not.stringMatching(/dpkg: error/),
    });
    const lines = out.split('\n');
    expect(lines).toContain('is arm64 arm64');
    expect(lines.filter((line) => line === 'ACK')).toHaveLength(3);
    expect(out).toMatch(/^heard at \/v1\/devices\/device-1\/heartbeats$/m);
    expect(lines).toContain('removed 1 0');
  },
);
