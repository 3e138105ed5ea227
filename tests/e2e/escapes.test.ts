import { createSocket, type Socket } from 'node:dgram';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askedPowers, make } from '../support/asked-powers.ts';
import { GlassHand } from '../support/glass-hand.ts';
import { type ShellRig, startShell } from '../support/shell-rig.ts';

/**
 * Ways out of the window, each tried in the real one (docs/security/window.md). Keys and mouse are real ones of the X server; touches, and what is dropped, come by Chromium's own protocol, which the
 * X server of tests has no panel for. A page that was taken over is played by code that runs in it, with the rights of a touch.
 */
let rig: ShellRig;
let hand: GlassHand;
let tcp: Server;
let udp: Socket;
/** Whoever came over the network, in words. */
const visitors: string[] = [];
let page: number;

const soon = { timeout: 30_000, interval: 50 };
const port = (of: { address(): unknown }) => (of.address() as AddressInfo).port;

beforeAll(async () => {
  tcp = createServer((socket) => {
    visitors.push('tcp');
    socket.destroy();
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  udp = createSocket('udp4', () => visitors.push('udp'));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  rig = await startShell();
  hand = new GlassHand(rig.display.display);
});
afterAll(async () => {
  await rig?.close();
  tcp?.close();
  udp?.close();
});
beforeEach(async () => {
  await expect.poll(() => rig.inPage('document.body.innerText'), soon).toContain('测试页');
  page = await pagePid();
});

/** The one window with its one page, as it was: what every test here ends with. */
async function nothingHappened(): Promise<void> {
  expect(await state()).toEqual({
    url: 'app://kiosk/',
    windows: 1,
    zoom: 1,
    tools: false,
    scale: 1,
    pid: page,
    size: [1080, 1920],
  });
  expect(hand.windows()).toEqual(['yitiji 1080x1920']);
  expect(visitors).toEqual([]);
}

async function state() {
  const shell = await rig.app.evaluate(({ BrowserWindow }) => {
    const all = BrowserWindow.getAllWindows();
    const contents = all[0]?.webContents;
    const [url, zoom] = [contents?.getURL(), contents?.getZoomFactor()];
    return { url, windows: all.length, zoom, tools: contents?.isDevToolsOpened(), size: all[0]?.getSize() };
  });
  return { ...shell, scale: await rig.inPage('visualViewport.scale'), pid: await pagePid() };
}

async function pagePid(): Promise<number> {
  return await rig.app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
}

/** One command of Chromium's protocol to the page. */
async function tell(command: string, options: object): Promise<void> {
  const session = await rig.app.context().newCDPSession(rig.app.windows()[0] ?? (await rig.app.firstWindow()));
  await session.send(command as 'Input.dispatchTouchEvent', options as never);
  await session.detach();
}

/** Notes what the page hears of keys and mouse from now on, and gives what it has heard. */
const listen = () =>
  rig.inPage(
    "window.heard ??= (() => { const all = []; for (const kind of ['keydown', 'contextmenu', 'click', 'wheel']) addEventListener(kind, (e) => all.push(e.key ?? kind), true); return all })(); heard.length = 0",
  );
const heard = () => rig.inPage('heard.join()');

describe('keys of a keyboard that somebody plugs in', () => {
  it('every shortcut that leaves, reloads, prints, saves, zooms or opens tools is swallowed; plain keys arrive', async () => {
    await listen();
    const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'].flatMap((key) => [`ctrl+${key}`, `alt+${key}`]);
    const others = 'plus minus equal Tab Escape Return Page_Up Page_Down F4 Delete space Home Left Right F5'.split(' ');
    const mixed = others.flatMap((key) =>
      ['ctrl', 'alt', 'super', 'ctrl+shift', 'ctrl+alt'].map((held) => `${held}+${key}`),
    );
    const alone =
      'F7 F8 F9 F10 F11 F12 Menu Print Super_L XF86Back XF86Forward XF86Refresh XF86HomePage XF86Search XF86Mail XF86WWW XF86Open XF86Save';
    hand.keys(
      ...letters,
      ...mixed,
      ...alone.split(' '),
      'shift+F10',
      'ctrl+alt+BackSpace',
      'ctrl+alt+Delete',
      'alt+F4',
    );
    // Behind all of them, on the same way: it arrives, so they have had their turn.
    hand.keys('q', 'F1');
    await expect.poll(heard, soon).toMatch(/F1$/);
    // Modifier keys by themselves are no shortcuts; Meta is one.
    const arrived = String(await heard())
      .split(',')
      .filter((key) => !['Control', 'Alt', 'Shift'].includes(key));
    expect(arrived).toEqual(['q', 'F1']);
    await nothingHappened();
  });
});

describe('a mouse that somebody plugs in', () => {
  it('no menu by the right button, nothing pasted by the middle one, no zoom by the wheel, nothing selected or dragged', async () => {
    await listen();
    hand.act('mousemove', '540', '500', 'click', '3', 'click', '2');
    hand.act('keydown', 'ctrl', 'click', '4', 'click', '4', 'click', '5', 'click', '4', 'keyup', 'ctrl');
    hand.act(
      'mousemove',
      '60',
      '330',
      'mousedown',
      '1',
      'mousemove',
      '700',
      '700',
      'mousemove',
      '900',
      '1200',
      'mouseup',
      '1',
    );
    hand.keys('shift+F10', 'F2');
    await expect.poll(heard, soon).toMatch(/contextmenu.*wheel.*F2$/);
    expect(await rig.inPage('String(getSelection())')).toBe('');
    await nothingHappened();
  });
});

describe('gestures', () => {
  it('two fingers do not zoom, a swipe does not go back', async () => {
    await rig.inPage("history.pushState(1, '', '/'); history.pushState(2, '', '/'); undefined");
    await tell('Input.synthesizePinchGesture', { x: 540, y: 900, scaleFactor: 3, gestureSourceType: 'touch' });
    await tell('Input.synthesizeScrollGesture', {
      x: 60,
      y: 900,
      xDistance: 900,
      gestureSourceType: 'touch',
      speed: 3000,
    });
    expect(await rig.inPage('history.state')).toBe(2);
    await nothingHappened();
  });

  it('a file, a link or text that is dropped leads nowhere', async () => {
    const items = [
      { mimeType: 'text/uri-list', data: `http://127.0.0.1:${port(tcp)}/` },
      { mimeType: 'text/plain', data: 'javascript:1' },
    ];
    for (const data of [
      { items, dragOperationsMask: 1 },
      { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 },
    ])
      for (const type of ['dragEnter', 'dragOver', 'drop'])
        await tell('Input.dispatchDragEvent', { type, x: 540, y: 900, data });
    await nothingHappened();
  });
});

describe('tools of development', () => {
  it('do not open, not even for the shell itself', async () => {
    await rig.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.openDevTools({ mode: 'detach' });
      contents?.inspectElement(1, 1);
    });
    await nothingHappened();
  });
});

describe('addresses', () => {
  const addresses = () => [
    ...[
      `http://127.0.0.1:${port(tcp)}/`,
      `https://127.0.0.1:${port(tcp)}/`,
      'https://example.org/',
      'ftp://127.0.0.1/',
    ],
    ...['file:///etc/passwd', 'data:text/html,out', 'view-source:app://kiosk/', 'chrome://gpu/', 'chrome://crash/'],
    ...[
      'devtools://devtools/bundled/inspector.html',
      'chrome-extension://a/b.html',
      'filesystem:app://kiosk/temporary/x',
    ],
    ...['mailto:a@b.example', 'tel:110', 'app://other/', 'app://kiosk.other/', 'app://kiosk:99/', 'APP://kiosk@other/'],
    ...["javascript:void(document.title='out')", 'intent://x#Intent;end', 'x-unknown:y'],
  ];

  it.each([
    ['the page leads itself there', (to: string) => `location.href = ${to}`],
    [
      'a link is touched',
      (to: string) =>
        `(() => { const a = document.createElement('a'); a.href = ${to}; document.body.append(a); a.click(); a.remove() })()`,
    ],
    [
      'a link for a new window is touched',
      (to: string) =>
        `(() => { const a = document.createElement('a'); a.href = ${to}; a.target = '_blank'; a.click() })()`,
    ],
    [
      'a form is sent',
      (to: string) =>
        `(() => { const f = document.createElement('form'); f.method = 'post'; f.action = ${to}; document.body.append(f); f.submit(); f.remove() })()`,
    ],
    ['a window is opened', (to: string) => `window.open(${to}, 'x', 'width=300')`],
    [
      'a page says to be another one soon',
      (to: string) =>
        `(() => { const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=' + ${to}; document.head.append(m); m.remove() })()`,
    ],
    [
      'a frame',
      (to: string) =>
        `(() => { const f = document.createElement('iframe'); f.src = ${to}; document.body.append(f); f.remove() })()`,
    ],
    [
      'an object',
      (to: string) =>
        `(() => { const o = document.createElement('object'); o.data = ${to}; document.body.append(o); o.remove() })()`,
    ],
    [
      'a webview',
      (to: string) =>
        `(() => { const w = document.createElement('webview'); w.setAttribute('src', ${to}); document.body.append(w); w.remove() })()`,
    ],
  ])('%s', async (_how, code) => {
    for (const address of addresses()) await rig.inPage(`try { ${code(JSON.stringify(address))} } catch {}; undefined`);
    await rig.inPage(
      `try { ${code("URL.createObjectURL(new Blob(['out'], { type: 'text/html' }))")} } catch {}; undefined`,
    );
    expect(await rig.inPage('document.title')).not.toBe('out');
    await nothingHappened();
  });

  it('an empty page, which asks nobody, is not left standing', async () => {
    for (const to of ['about:blank', 'about:blank#x']) {
      const lost = () => rig.events('shell.window.lost').filter(({ reason }) => reason === 'left').length;
      const before = lost();
      await rig.inPage(`location.href = '${to}'; undefined`);
      await expect.poll(lost, soon).toBe(before + 1);
      await expect.poll(() => rig.inPage('document.body.innerText'), soon).toContain('测试页');
      page = await pagePid();
      await nothingHappened();
    }
  });
});

describe('powers of the machine', () => {
  it('a page that was taken over gets none of them', async () => {
    const heard: Record<string, unknown> = {};
    for (const [what, code] of askedPowers) heard[what] = String(await rig.inPage(code).catch(() => 'threw'));
    expect(heard).toEqual(
      Object.fromEntries(askedPowers.map(([what, , answer]) => [what, expect.stringMatching(answer)])),
    );
    await nothingHappened();
  });

  it('no dialog for files, by a field or by a script, also behind a page whose process was killed', async () => {
    const field = "(() => { const i = document.createElement('input'); i.type = 'file'; i.click() })()";
    const count = () => rig.events('shell.escape.refused').filter(({ kind }) => kind === 'file dialog').length;
    await rig.inPage(`${field}; typeof showOpenFilePicker + typeof showSaveFilePicker + typeof showDirectoryPicker`);
    await expect.poll(count, soon).toBe(1);
    for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'])
      expect(await rig.inPage(make(`${name}()`))).toBe('ReferenceError');
    await nothingHappened();

    process.kill(page, 'SIGKILL');
    await expect
      .poll(
        () =>
          rig.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0),
        soon,
      )
      .not.toBe(page);
    await expect.poll(() => rig.inPage('document.body.innerText'), soon).toContain('测试页');
    page = await pagePid();
    await rig.inPage(field);
    await expect.poll(count, soon).toBe(2);
    await nothingHappened();
  });

  it('a page that closes itself has another one in its place', async () => {
    const before = page;
    await rig.inPage('close()');
    // Until then the one that is closing still shows its text.
    await expect.poll(async () => ![before, 0].includes(await pagePid()), soon).toBe(true);
    await expect.poll(() => rig.inPage('document.body.innerText'), soon).toContain('测试页');
    page = await pagePid();
    await nothingHappened();
  });

  it('a download is refused, from an address, text or a made-up file', async () => {
    for (const href of [
      `'http://127.0.0.1:${port(tcp)}/x'`,
      "'data:text/plain,x'",
      "URL.createObjectURL(new Blob(['x']))",
      "'/index.html'",
    ])
      await rig.inPage(
        `(() => { const a = document.createElement('a'); a.download = 'x.txt'; a.href = ${href}; document.body.append(a); a.click(); a.remove() })()`,
      );
    await rig.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.downloadURL('data:text/plain,x'),
    );
    await expect.poll(() => rig.events('shell.escape.refused').map(({ kind }) => kind), soon).toContain('download');
    await nothingHappened();
  });
});

describe('the network', () => {
  it('nobody is reached: requests, sockets, beacons, hints, peers', async () => {
    const http = `http://127.0.0.1:${port(tcp)}/`;
    await rig.inPage(`(async () => {
      const tried = [fetch('${http}'), fetch('${http}', { mode: 'no-cors' })].map((p) => p.catch(() => 0));
      for (const url of ['${http}x.png', 'http://localhost:${port(tcp)}/y.png']) { const i = new Image(); i.src = url; }
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'modulepreload', 'prerender', 'stylesheet', 'icon', 'manifest']) {
        const l = document.createElement('link'); l.rel = rel; l.as = 'script'; l.href = '${http}'; document.head.append(l); l.remove();
      }
      navigator.sendBeacon('${http}', 'x');
      try { new WebSocket('ws://127.0.0.1:${port(tcp)}') } catch {}
      try { new EventSource('${http}') } catch {}
      try { new WebTransport('https://127.0.0.1:${port(udp)}/').ready.catch(() => 0) } catch {}
      const x = new XMLHttpRequest(); try { x.open('GET', '${http}'); x.send() } catch {}
      await Promise.all(tried);
    })()`);
    const candidates = await rig.inPage(`(async () => {
      const peer = new RTCPeerConnection({ iceServers: [
        { urls: 'stun:127.0.0.1:${port(udp)}' },
        { urls: 'turn:127.0.0.1:${port(udp)}', username: 'a', credential: 'b' },
        { urls: 'turn:127.0.0.1:${port(tcp)}?transport=tcp', username: 'a', credential: 'b' },
      ] });
      peer.createDataChannel('x');
      const found = [];
      const done = new Promise((resolve) => { peer.onicecandidate = ({ candidate }) => candidate === null ? resolve() : found.push(candidate.candidate) });
      await peer.setLocalDescription(await peer.createOffer());
      await done;
      peer.close();
      return found.join();
    })()`);
    expect(candidates).toBe('');
    await nothingHappened();
  });
});

describe('what one citizen leaves in the window', () => {
  it('a copied text and a selection are gone with the wipe; the window system cannot close the window', async () => {
    await rig.inPage(
      "(() => { document.body.style.userSelect = 'text'; const r = document.createRange(); r.selectNodeContents(document.body); getSelection().addRange(r); document.execCommand('copy') })()",
    );
    const held = () =>
      rig.app.evaluate(async ({ clipboard }) => {
        // Older versions of Electron name the selection by a word.
        const read = (which?: 'selection') => (clipboard.readText as (which?: string) => Promise<string>)(which);
        const selected = clipboard.selection === undefined ? read('selection') : clipboard.selection.readText();
        return `${await read()}${await selected}`;
      });
    await expect.poll(held, soon).toContain('测试页');
    await rig.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await nothingHappened();
    await rig.inPage("yitiji.sendIntent({ kind: 'press', id: 'wipe', revision: 1, epoch: 'test' })");
    await expect.poll(() => rig.events('shell.window.opened').at(-1), soon).toMatchObject({ reason: 'wipe' });
    expect(await held()).toBe('');
  });
});
