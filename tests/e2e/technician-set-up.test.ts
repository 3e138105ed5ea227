import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assign, findDevices, measure, reachHub, report, test } from '../../build/demo/commission.ts';
import { projectNode } from '../../build/project.mjs';
import { root } from '../support/hub-rig.ts';
import { guidePicture } from '../support/technician.ts';
import { startUnboxed, type UnboxedRig } from '../support/unboxed-rig.ts';

/** What else happens to a machine that is set up; `npm run test:journeys`. The straight way is in set-up.test.ts. */
let rig: UnboxedRig | null = null;
afterEach(async () => {
  await rig?.close();
  rig = null;
});

describe('a machine out of the box', () => {
  it('on a panel that lies: the reader is moved to another socket meanwhile and found there, and the code that operations typed wrong is refused in words', {
    timeout: 420_000,
  }, async () => {
    rig = await startUnboxed('1920x1080');
    const { window, bench, box } = rig;
    const pages: string[] = [];
    const options = {
      code: await rig.code('SU0102'),
      model: 'yitiji-wall-21.5-landscape',
      bottomEdgeMm: 900,
      page: async (name: string) => {
        pages.push(name);
        await guidePicture(window, `set-up-wide-${name}`);
      },
    };
    await measure(window, options);
    await window.at('technician/set-up/network');
    await window.press('next');
    await window.at('technician/set-up/enrol');
    for (const sign of '22222222') await window.touch(`[data-key="${sign}"]`);
    await window.press('ticket');
    await window.shows('main', '请运维再生成一个');
    await window.press('back');
    await reachHub(window, options);
    await window.at('technician/set-up/ports');
    await window.page().locator('[data-action="search"]').waitFor({ timeout: 180_000 });
    // The plug of the reader goes into the free socket: its old one is empty, and the machine asks again.
    box.move('id-reader', 7);
    await window.press('search');
    await findDevices(window, options);
    await test(window, bench, options);
    await report(window, bench, options);
    expect(bench.paperText()).toContain('usb-0:7:');
    expect(bench.paperText()).not.toContain('usb-0:2:');
    expect(pages).toContain('report-printed');
  });

  it('what a person says of a port counts more than its answer: the board is left out, and is not in the profile', {
    timeout: 420_000,
  }, async () => {
    rig = await startUnboxed('1080x1920');
    const { window } = rig;
    const quiet = { code: await rig.code('SU0103'), page: async () => undefined };
    await measure(window, quiet);
    await reachHub(window, quiet);
    await window.at('technician/set-up/ports');
    await window.page().locator('[data-action="search"]').waitFor({ timeout: 180_000 });
    await assign(window, 4, 'unused');
    await window.press('next');
    await window.at('technician/set-up/profile');
    const words = (await window.text()).replaceAll(/\s/g, '');
    expect(words).toContain('灯与门控板未安装');
    expect(words).not.toContain('usb-0:4:');
  });

  it('npm start -- --unboxed sets one up without a display and prints the report', { timeout: 420_000 }, async () => {
    const { DISPLAY: _, ...env } = process.env;
    const child = spawn(projectNode, ['--no-warnings', join(root, 'build/start.ts'), '--unboxed', '--once'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code, said).toBe(0);
    for (const words of ['READY', 'enrolment code', 'npx yitiji hub enrol', '安装报告', 'TH0017-SET-1'])
      expect(said).toContain(words);
  });
});
