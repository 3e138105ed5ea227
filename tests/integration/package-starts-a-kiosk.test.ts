import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { canMakeMachines, onOwnMachine } from '../package/machine.ts';
import { packagedTwice } from '../package/whole-package.ts';

/**
 * The whole package, as a machine gets it: code, packages of npm, Node, Electron. It makes half a gigabyte twice, so it has a run of its own: `npm run test:package`.
 */
const isWanted = process.env.YITIJI_PACKAGE === 'whole' && canMakeMachines;
const dir = isWanted ? mkdtempSync(join(tmpdir(), 'yitiji-package-')) : '';
afterAll(() => {
  if (dir !== '') rmSync(dir, { recursive: true, force: true });
});

test.skipIf(!isWanted)(
  'two builds give one manifest, and the installed kiosk shows its first page as an account without rights, in its sandbox, with nothing of this system but what the package asks for',
  { timeout: 1_200_000 },
  async () => {
    const { packages, first, second } = packagedTwice(dir);
    expect(second).toBe(first);

    // Xvfb stands in for the screen; a kiosk has Xorg.
    const script = `
    dpkg -i /packages/yitiji_1.0_amd64.deb
    yitiji update status --root /opt/yitiji
    chmod 1777 /tmp
    Xvfb :77 -screen 0 1080x1920x24 -nolisten tcp > /dev/null 2>&1 &
    runuser -u yitiji -- env -i PATH="$PATH" HOME=/var/lib/yitiji YITIJI_ROOT=/opt/yitiji YITIJI_DATA=/var/lib/yitiji DISPLAY=:77 \\
      /opt/yitiji/launcher/node --no-warnings /opt/yitiji/launcher/launcher.mjs > /tmp/log 2>&1 &
    timeout 240 tail -n +1 -F /tmp/log 2> /dev/null | grep -m 1 session.screen.shown || true
    echo "listed $(yitiji outbox list --data /var/lib/yitiji --json | tail -1)"
    # A page is shown once the terminal service runs, which the shell has started.
    echo "node $(ps -eo user:12,args | grep -c '^yitiji .*runtime/node .*terminal/main.ts')"
    echo "sandboxed $(ps -eo args | grep -c '[r]untime/electron/electron --type=zygote' ) $(ps -eo args | grep -c '[n]o-sandbox' || true)"
    grep -c 'launcher.program.ended' /tmp/log || true`;
    const { exit, out, err } = await onOwnMachine(packages, script);
    expect([exit, err]).toEqual([0, expect.not.stringMatching(/dpkg: error/)]);
    expect(out).toMatch(/"event":"session.screen.shown"/);
    expect(out).toMatch(/^listed \{(?!"error")/m);
    expect(out).toMatch(/^node 1$/m);
    expect(out).toMatch(/^sandboxed [1-9]\d* 0$/m);
    expect(out.trim().split('\n').at(-1)).toBe('0');
  },
);
