import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core';
import { sleep, systemClock } from '../../contract/clock.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { electronLaunch } from '../electron-launch.ts';
import { type AwaitedRevision, revisionDrawn, textStands, touchPoint } from './in-page.ts';

/** The real kiosk window, driven from outside as a citizen would: by touches. Used by `npm start` and by the end-to-end tests. */
export interface KioskWindow {
  readonly app: ElectronApplication;
  /** The page that stands now. After each visit the window is replaced by a fresh process, so never keep it. */
  page(): Page;
  readonly electronVersion: string;
  /** Lines that shell and terminal service wrote. */
  readonly output: readonly string[];
  /** Waits until the page with this name is painted. */
  at(name: string): Promise<void>;
  /**
   * One touch at the middle of an element, by a real touch event; waits until it takes touches. With `on`, nothing is touched once that page has gone
   * on: a hand that is still on its way finds another page there.
   */
  touch(selector: string, on?: Standing): Promise<void>;
  press(actionId: string): Promise<void>;
  /** Hears of each touch, before it: where on the page, px, and on which page. Returns how to stop. */
  onTouch(listener: (touch: { readonly x: number; readonly y: number; readonly page: string }) => void): () => void;
  /** Runs `use` on the page that stands; again on the next one when that page is replaced meanwhile. */
  onPage<T>(use: (page: Page) => Promise<T>): Promise<T>;
  /** Resolves when this snapshot, or a later one, stands on the screen. */
  painted(snapshot: Standing): Promise<void>;
  /** Resolves when another snapshot than this one stands on the screen; `limitMs` is longer where the city or a device works. */
  changed(snapshot: Standing, limitMs?: number): Promise<void>;
  /** Resolves when the text of an element, without its spaces, has this in it. */
  shows(selector: string, text: string): Promise<void>;
  /** Resolves when another page than the one with this name stands. */
  left(name: string): Promise<void>;
  /** Types on a keyboard, as somebody at a desk would; any character of Unicode. */
  typeKeys(text: string): Promise<void>;
  text(): Promise<string>;
  shot(path: string): Promise<void>;
  /** Resolves when so many lines of the log name this event, since the start; one when left out. */
  logged(event: string, count?: number): Promise<void>;
  close(): Promise<void>;
}

/** Which page is meant, among all that a machine has shown. */
export type Standing = Pick<Snapshot, 'revision' | 'epoch'>;

export interface KioskWindowOptions {
  readonly display: string;
  /** `1080x1920` (portrait) or `1920x1080`. */
  readonly size: string;
  readonly dataDir: string;
  /** The machine's own file; left out = where the machine itself keeps one. */
  readonly configFile?: string;
  /** What the machines of a place share; left out = nothing. */
  readonly siteFile?: string;
  readonly shellData: string;
  /** A new machine begins its set-up; left out = it shows its enrolment code. */
  readonly setup?: boolean | undefined;
  /** Carries the terminal service instead of the project's Node. */
  readonly nodePath?: string;
  /** For tests: part of the pages' time limits that applies (terminal/main.ts, YITIJI_TEST_PACE). */
  readonly pace?: number | undefined;
  /** For tests: pages are drawn as for somebody who wants nothing to move. */
  readonly isStill?: boolean | undefined;
  /** For tests: what a document camera would see, a file that Chromium's fake device plays (`.mjpeg`). */
  readonly cameraFile?: string | undefined;
}

const waitMs = 30_000;

export async function openKioskWindow(options: KioskWindowOptions): Promise<KioskWindow> {
  const launch = electronLaunch({ shellData: options.shellData });
  const app = await electron.launch({
    executablePath: launch.executablePath,
    args: [
      ...launch.args,
      ...(options.isStill === true ? ['--force-prefers-reduced-motion'] : []),
      ...cameraArgs(options.cameraFile),
    ],
    env: {
      ...plainEnv(),
      ...launch.env,
      DISPLAY: options.display,
      YITIJI_WINDOW: options.size,
      YITIJI_DATA: options.dataDir,
      YITIJI_SETUP: options.setup === true ? 'on' : 'off',
      ...(options.configFile !== undefined && { YITIJI_CONFIG: options.configFile }),
      ...(options.siteFile !== undefined && { YITIJI_SITE_CONFIG: options.siteFile }),
      ...(options.nodePath !== undefined && { YITIJI_NODE: options.nodePath }),
      ...(options.pace !== undefined && { YITIJI_TEST_PACE: String(options.pace) }),
    },
  });
  const { output, logged } = watchOutput(app);
  const electronVersion = await app.evaluate(() => process.versions.electron ?? 'unknown');
  let current = await app.firstWindow();
  const windowWatchers = new Set<() => void>();
  app.on('window', (opened) => {
    current = opened;
    for (const watcher of [...windowWatchers]) watcher();
  });

  /** Runs `use` on the page that stands; again on the next one when that page is replaced meanwhile. */
  const onPage = async <T>(use: (page: Page) => Promise<T>): Promise<T> => {
    for (;;) {
      const page = current;
      try {
        if (!page.isClosed()) return await use(page);
      } catch (cause) {
        if (page === current && !page.isClosed()) throw cause;
      }
      if (page === current) {
        await within('window after the one that was replaced', (done) => {
          windowWatchers.add(done);
          return () => windowWatchers.delete(done);
        });
      }
    }
  };

  const tempo = humanTempo();
  const touchListeners = new Set<Parameters<KioskWindow['onTouch']>[0]>();
  const touch = (selector: string, on?: Standing) =>
    onPage(async (page) => {
      const find = () =>
        page.evaluate(touchPoint, {
          selector,
          leaving: on === undefined ? null : standing(on, 1, waitMs),
          limitMs: waitMs,
        });
      let point = await find();
      // Whoever has waited looks once more: the page may have gone on meanwhile.
      if (point !== null && point !== 'left' && (await tempo(point))) point = await find();
      if (point === 'left') return;
      if (point === null) throw new Error(`${selector} cannot be touched on ${await shownName(page)}`);
      for (const listener of touchListeners) listener(point);
      const session = await app.context().newCDPSession(page);
      // Both at once: a finger that waits for a busy page to answer would be a long press, which is none.
      const laid = session.send('Input.dispatchTouchEvent', {
        type: 'touchStart',
        touchPoints: [{ x: point.x, y: point.y }],
      });
      // Lifting the finger may end the visit, and with it this very page, before the answer comes: that is no failure, and no second touch.
      const lifted = session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await Promise.all([laid, lifted])
        .then(() => session.detach())
        .catch((cause: unknown) => {
          if (!page.isClosed() && page === current) throw cause;
        });
    });

  return {
    app,
    page: () => current,
    electronVersion,
    output,
    logged,
    at: (name) =>
      onPage(async (page) => {
        try {
          await page.locator(`[data-screen="${name}"]`).waitFor({ state: 'attached', timeout: waitMs });
        } catch (cause) {
          if (page.isClosed()) throw cause;
          const recent = output.slice(-15).join('\n');
          throw new Error(`waited for ${name}, the screen shows ${await shownName(page)}\n${recent}`, { cause });
        }
      }),
    touch,
    onTouch: (listener) => {
      touchListeners.add(listener);
      return () => touchListeners.delete(listener);
    },
    onPage,
    painted: (snapshot) =>
      onPage(async (page) => {
        if (await page.evaluate(revisionDrawn, standing(snapshot, 0, waitMs))) return;
        throw new Error(`revision ${snapshot.revision} was not drawn within ${waitMs} ms on ${await shownName(page)}`);
      }),
    changed: (snapshot, limitMs = waitMs) =>
      onPage(async (page) => {
        if (await page.evaluate(revisionDrawn, standing(snapshot, 1, limitMs))) return;
        const recent = output.slice(-15).join('\n');
        throw new Error(`nothing followed on ${await shownName(page)} within ${limitMs} ms\n${recent}`);
      }),
    shows: (selector, text) =>
      onPage(async (page) => {
        if (await page.evaluate(textStands, { selector, text, limitMs: waitMs })) return;
        throw new Error(`${selector} never showed what was expected on ${await shownName(page)}`);
      }),
    left: (name) =>
      onPage(async (page) => {
        await page
          .locator(`[data-screen]:not([data-screen="${name}"])`)
          .waitFor({ state: 'attached', timeout: waitMs });
      }),
    typeKeys: (text) =>
      onPage((page) =>
        page.evaluate(
          (keys) => {
            for (const key of keys) document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          },
          [...text],
        ),
      ),
    press: (actionId) => touch(`[data-action="${actionId}"]`),
    text: () => onPage((page) => page.evaluate(() => document.body.textContent)),
    shot: (path) =>
      onPage(async (page) => {
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        await page.screenshot({ path, animations: 'disabled' });
      }),
    close: () => app.close(),
  };
}

/**
 * Nobody presses one spot twice a second through page after page; the machine takes that for a panel that touches by itself and turns deaf
 * (renderer/touch-panel/contact-limits.ts, `ghostTouches`). A hand that has nothing to read waits here as one that reads would.
 * Resolves with whether it has waited.
 */
function humanTempo(): (tap: { readonly x: number; readonly y: number; readonly page: string }) => Promise<boolean> {
  const overMs = 10_500;
  const most = 17;
  const reachPx = 40;
  let taps: { readonly x: number; readonly y: number; readonly page: string; readonly ms: number }[] = [];
  return async ({ x, y, page }) => {
    const now = systemClock.monoMs();
    taps = taps.filter(({ ms }) => now - ms < overMs);
    const near = taps.filter((tap) => Math.hypot(tap.x - x, tap.y - y) < reachPx);
    const first = near[near.length - most];
    const hasToWait = first !== undefined && new Set(near.map((tap) => tap.page)).size > 2;
    if (hasToWait) await sleep(systemClock, first.ms + overMs - now);
    taps.push({ x, y, page, ms: systemClock.monoMs() });
    return hasToWait;
  };
}

const standing = ({ revision, epoch }: Standing, more: 0 | 1, limitMs: number): AwaitedRevision => ({
  epoch,
  atLeast: revision + more,
  limitMs,
});

async function shownName(page: Page): Promise<string> {
  const shown = page.locator('[data-screen]').first();
  return (await shown.count()) === 0 ? 'no page' : ((await shown.getAttribute('data-screen')) ?? 'no page');
}

function watchOutput(app: ElectronApplication): Pick<KioskWindow, 'output' | 'logged'> {
  const output: string[] = [];
  const watchers = new Set<() => void>();
  for (const stream of [app.process().stdout, app.process().stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      output.push(...lines);
      for (const watcher of [...watchers]) watcher();
    });
  }
  return {
    output,
    logged: (event, count = 1) =>
      within(`log event ${event}`, (done) => {
        const check = () => {
          if (output.filter((line) => line.includes(`"${event}"`)).length >= count) done();
        };
        watchers.add(check);
        check();
        return () => watchers.delete(check);
      }),
  };
}

/**
 * Waits for something that is pushed; fails by name when it does not come.
 * @param watch begins to watch and returns what ends it; may call `done` at once
 */
export function within(what: string, watch: (done: () => void) => () => unknown, limitMs = waitMs): Promise<void> {
  return new Promise((resolve, reject) => {
    let forget: (() => unknown) | null = null;
    let isSettled = false;
    const settle = (finish: () => void) => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      forget?.();
      finish();
    };
    const cancel = systemClock.after(limitMs, () => settle(() => reject(new Error(`no ${what} within ${limitMs} ms`))));
    forget = watch(() => settle(resolve));
    if (isSettled) forget();
  });
}

/** Chromium's own fake camera; whether a page may open it is still decided by the shell. */
function cameraArgs(file: string | undefined): readonly string[] {
  return file === undefined ? [] : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
}

function plainEnv(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return env;
}
