import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ShellRig, startShell } from '../support/shell-rig.ts';

let rig: ShellRig;
let app: ElectronApplication;

/** Patience for a whole page process on a busy machine. */
const soon = { timeout: 20_000, interval: 50 };

beforeAll(async () => {
  rig = await startShell();
  app = rig.app;
  console.log(`shell tests run in Electron ${rig.runtime}`);
});

afterAll(() => rig?.close());

describe('window', () => {
  it('shows the first snapshot in exactly the size that was asked for', async () => {
    await expect.poll(pageText, soon).toContain('测试页 first 1');
    expect(await inPage('[innerWidth, innerHeight].join()')).toBe('1080,1920');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('has drawn the first pages once before anybody touches, and shows nothing of it', async () => {
    const rehearsals = () => inPage("String(performance.getEntriesByName('rehearsal', 'measure').length)");
    await expect.poll(rehearsals, soon).toBe('1');
    expect(await inPage("[...document.querySelectorAll('[data-screen]')].map((e) => e.dataset.screen).join()")).toBe(
      'stub/first',
    );
  });

  it('draws with its own font, one file a weight: the split font alone needs a long task for each new page', async () => {
    await expect
      .poll(
        () =>
          inPage(`[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family).join()`),
        soon,
      )
      .toMatch(/Yitiji Sans/);
  });

  it('gives the page three functions and nothing of Node or Electron', async () => {
    expect(await inPage('Object.keys(yitiji).sort().join()')).toBe('onSnapshot,painted,sendIntent');
    const leaks = '[typeof require, typeof process, typeof module, typeof Buffer, typeof ipcRenderer].join()';
    expect(await inPage(leaks)).toBe('undefined,undefined,undefined,undefined,undefined');
    expect(await inPage('(() => { try { yitiji.sendIntent = 1 } catch {} return typeof yitiji.sendIntent })()')).toBe(
      'function',
    );
  });

  it('tells the terminal service that no graphics card draws it here', async () => {
    await expect.poll(() => rig.calls('shell.alive').at(-1), soon).toEqual({ isSoftware: true });
  });

  it('takes a touch to the terminal service and paints its answer', async () => {
    const page = await app.firstWindow();
    await page.getByRole('button', { name: '下一步' }).click();
    await expect.poll(pageText, soon).toContain('测试页 next 2');
    expect(rig.calls('session.intent').at(-1)).toMatchObject({ kind: 'press', id: 'next', revision: 1 });
    await expect.poll(() => rig.calls('shell.painted').at(-1), soon).toMatchObject({ revision: 2 });
  });
});

describe('ways out of the page', () => {
  const denied = [
    ['a new window', "String(window.open('https://example.org/'))", 'null'],
    ['a request', "fetch('https://example.org/').then(() => 'reached', () => 'refused')", 'refused'],
    [
      'a request to the machine itself',
      "fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')",
      'refused',
    ],
    ['a file of the machine', "fetch('file:///etc/passwd').then(() => 'reached', () => 'refused')", 'refused'],
    [
      'code from text',
      "(() => { try { return String(new Function('return 1')()) } catch { return 'refused' } })()",
      'refused',
    ],
    ['a notice of the system', 'typeof Notification', 'undefined'],
    [
      'the camera',
      "navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', () => 'refused')",
      'refused',
    ],
    ['the screen', "navigator.mediaDevices.getDisplayMedia().then(() => 'given', () => 'refused')", 'refused'],
    [
      'the place',
      "new Promise((r) => navigator.geolocation.getCurrentPosition(() => r('given'), () => r('refused')))",
      'refused',
    ],
    ['a dialog', "String(confirm('?'))", 'false'],
    ['the printer', "(() => { print(); return 'no dialog' })()", 'no dialog'],
  ] as const;

  it.each(denied)('does not get %s', async (_what, code, answer) => {
    expect(await inPage(code)).toBe(answer);
  });

  it.each([
    ['another address', "location.href = 'https://example.org/'"],
    ['a file', "location.href = 'file:///etc/passwd'"],
    ['text as a page', "location.href = 'data:text/html,hello'"],
    [
      'a form',
      "(() => { const f = document.createElement('form'); f.action = 'https://example.org/'; document.body.append(f); f.submit() })()",
    ],
    [
      'a download',
      "(() => { const a = document.createElement('a'); a.href = 'data:text/plain,x'; a.download = 'x.txt'; a.click() })()",
    ],
    [
      'a frame',
      "(() => { const f = document.createElement('iframe'); f.src = 'https://example.org/'; document.body.append(f) })()",
    ],
  ])('does not go to %s', async (_what, code) => {
    await inPage(`${code}; undefined`);
    expect(await pageUrl()).toBe('app://kiosk/');
    // A frame that is refused still counts as loading for a moment; nothing is asked of the page meanwhile.
    await expect.poll(pageText, soon).toContain('测试页 next 2');
  });

  it('does not reload, zoom or open tools by keys', async () => {
    const pid = await pagePid();
    await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const strokes = [
        'Control+R',
        'F5',
        'Control+Shift+I',
        'F12',
        'Control+Plus',
        'Control+P',
        'Alt+Left',
        'Control+W',
      ];
      for (const stroke of strokes) {
        const keys = stroke.split('+');
        const keyCode = keys.at(-1) ?? '';
        const modifiers = keys.slice(0, -1).map((key) => key.toLowerCase() as 'control' | 'shift' | 'alt');
        contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
        contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
      }
    });
    // A frame that is refused still counts as loading for a moment; nothing is asked of the page meanwhile.
    await expect.poll(pageText, soon).toContain('测试页 next 2');
    expect(await pagePid()).toBe(pid);
    const state = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return [contents?.isDevToolsOpened(), contents?.getZoomFactor(), BrowserWindow.getAllWindows().length];
    });
    expect(state).toEqual([false, 1, 1]);
  });

  it('wrote down what was tried, without addresses', () => {
    // Most of it is refused in the page already, where nobody has to write it down.
    expect(rig.events('shell.escape.refused').map(({ kind }) => kind)).toContain('frame navigation');
    expect(rig.output()).not.toContain('example.org');
  });
});

describe('losses', () => {
  it('keeps the last good page when the terminal service sends garbage', async () => {
    await press('garbage');
    await press('huge');
    await expect
      .poll(() => rig.events('shell.message.refused').map((event) => event.reason), soon)
      .toEqual(['badShape', 'tooLarge']);
    // A frame that is refused still counts as loading for a moment; nothing is asked of the page meanwhile.
    await expect.poll(pageText, soon).toContain('测试页 next 2');
  });

  it('shows the calm page when the terminal service is killed, and its page again when it is back', async () => {
    const before = terminalPid();
    await rememberPages();
    process.kill(before, 'SIGKILL');
    await expect.poll(terminalPid, soon).not.toBe(before);
    await expect.poll(pageText, soon).toContain('测试页 first 1');
    expect(await inPage('pages.join()')).toContain('请稍候');
    expect(rig.events('shell.terminal.ended')).toMatchObject([{ cause: 'SIGKILL', restartInMs: 200 }]);
  });

  it('starts the terminal service anew at its third death as well (the last test looks that no pause has ended it)', async () => {
    for (const death of [2, 3]) {
      const before = terminalPid();
      process.kill(before, 'SIGKILL');
      await expect.poll(terminalPid, soon).not.toBe(before);
      await expect.poll(pageText, soon).toContain('测试页 first 1');
      expect(rig.events('watchdog.step.taken').length).toBe(death);
    }
    expect(rig.events('watchdog.step.taken').at(-1)).toMatchObject({ rung: 'restartTerminal', afterMs: 1_000 });
  });

  it('shows the page again when the page process is killed, and tells the terminal service', async () => {
    await press('kept');
    await expect.poll(pageText, soon).toContain('测试页 kept 2');
    const before = await pagePid();
    process.kill(before, 'SIGKILL');
    await expect.poll(pagePid, soon).not.toBe(before);
    await expect.poll(pageText, soon).toContain('测试页 kept 2');
    expect(rig.calls('shell.windowLost')).toEqual([{ reason: 'process killed' }]);
  });

  it('replaces a page that hangs', async () => {
    const before = await pagePid();
    // Never answers: hence no await.
    void app.evaluate(({ BrowserWindow }) => {
      void BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('for (;;);');
    });
    await press('after-hang', 'main');
    await expect.poll(pagePid, { timeout: 30_000, interval: 200 }).not.toBe(before);
    await expect.poll(pageText, soon).toContain('测试页');
    await expect.poll(() => isAlive(before), soon).toBe(false);
  });

  it('wipes: a fresh process draws the next page and the old one is gone', async () => {
    await inPage("window.canary = 'canary-王小明'; undefined");
    const before = await pagePid();
    const windows = rig.events('shell.window.opened').length;
    await press('wipe');
    await expect.poll(pageText, soon).toContain('测试页 wiped');
    expect(await pagePid()).not.toBe(before);
    await expect.poll(() => isAlive(before), soon).toBe(false);
    expect(await inPage('typeof canary')).toBe('undefined');
    expect(rig.events('shell.window.opened').slice(windows)).toMatchObject([{ reason: 'wipe' }]);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('ends the terminal service in order when it is told to stop', async () => {
    const shell = app.process();
    const terminal = terminalPid();
    const ended = once(shell, 'exit');
    shell.kill('SIGTERM');
    const [code, signal] = await ended;
    expect({ code, signal, failed: rig.events('shell.app.failed') }).toEqual({ code: 0, signal: null, failed: [] });
    expect(rig.stubLines().at(-1)).toEqual({ pid: terminal, ended: 'SIGTERM' });
    // Three deaths that were asked for: nobody else has ended one meanwhile. What the shell says before the rig listens is not heard.
    expect(rig.events('shell.terminal.started').at(-1)).toMatchObject({ restarts: 3 });
    expect(isAlive(terminal)).toBe(false);
  });
});

/** As the rig's, and empty while the page is still loading: what it says then is not the page yet. */
async function inPage(code: string): Promise<unknown> {
  const isLoading = await app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isLoading() !== false,
  );
  return isLoading ? '' : await rig.inPage(code);
}

async function pageText(): Promise<string> {
  return String(await inPage('document.body.innerText'));
}

async function pageUrl(): Promise<string> {
  return await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '');
}

/** Process id of the page; 0 while there is none. */
async function pagePid(): Promise<number> {
  return await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
}

/** Presses a button that is not on the page: only the stub takes such a thing. */
async function press(id: string, from: 'page' | 'main' = 'page'): Promise<void> {
  const intent = { kind: 'press', id, revision: 1, epoch: 'test' };
  if (from === 'page') await inPage(`yitiji.sendIntent(${JSON.stringify(intent)})`);
  else {
    await app.evaluate(({ ipcMain, BrowserWindow }, value) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      ipcMain.emit('yitiji:intent', { sender: contents, senderFrame: contents?.mainFrame }, value);
    }, intent);
  }
}

/** Notes every text that the page shows from now on, in `pages`. */
async function rememberPages(): Promise<void> {
  await inPage(`
    window.pages = [];
    new MutationObserver(() => pages.push(document.body.innerText)).observe(document.body, { childList: true, subtree: true });
    undefined
  `);
}

function terminalPid(): number {
  return Number(rig.stubLines().findLast((line) => line.started !== undefined)?.pid);
}

function isAlive(pid: number): boolean {
  try {
    // A zombie still has an id: what counts is whether it runs.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
