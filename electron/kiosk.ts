import { join } from 'node:path';
import { app, type BrowserWindow, clipboard, type IpcMainEvent, ipcMain, type Session, screen } from 'electron';
import { windowChannels } from '../contract/channel.ts';
import type { Clock } from '../contract/clock.ts';
import type { Log } from '../contract/log.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { WatchReason } from '../contract/watchdog/ladder.ts';
import { pageUrl } from './assets.ts';
import { CameraGate } from './camera-gate.ts';
import { forgetCopies } from './forget-copies.ts';
import type { MarkedPage } from './frame-watch.ts';
import { lockDownSession } from './lock-down.ts';
import { markedPage } from './marked-page.ts';
import { isPageSpeaking } from './page-speaking.ts';
import { PaintWatch } from './paint-watch.ts';
import { servePage } from './protocol.ts';
import type { Relay } from './relay.ts';
import { watchRenderer } from './renderer-watch.ts';
import { openKioskWindow } from './window.ts';
import { isOtherPanel, type PlacePx, type SizePx } from './window-size.ts';

export interface KioskPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly session: Session;
  readonly size: SizePx | undefined;
  /** The page does not do its work. */
  readonly lost: (reason: WatchReason, detail: string) => void;
  /** It does again, by itself. */
  readonly back: () => void;
}

/** The one window of the kiosk and the watch over its page. Opened anew when the page must be replaced by a fresh process. */
export class Kiosk {
  readonly #ports: KioskPorts;
  readonly watch: PaintWatch;
  readonly #camera = new CameraGate();
  #window: BrowserWindow | undefined;
  #marked: MarkedPage | null = null;
  /** The panel for which the window was opened. */
  #panel: PlacePx = { x: 0, y: 0, width: 0, height: 0 };

  constructor(ports: KioskPorts) {
    this.#ports = ports;
    this.watch = new PaintWatch({
      clock: ports.clock,
      ...{ lost: ports.lost, back: ports.back },
    });
  }

  /** Opens the window and begins to relay. */
  open(relay: Relay): void {
    const { session, log } = this.#ports;
    lockDownSession(session, log, this.#camera);
    servePage(session, join(app.getAppPath(), 'renderer'), log);
    this.#listen(windowChannels.hello, () => relay.helloFromWindow());
    this.#listen(windowChannels.intent, (payload) => relay.intentFromWindow(payload));
    this.#listen(windowChannels.painted, (payload) => relay.paintedFromWindow(payload));
    this.replace('start');
    if (this.#ports.size !== undefined) return;
    for (const event of ['display-added', 'display-removed', 'display-metrics-changed'] as const)
      screen.on(event as 'display-added', () => this.#fit());
  }

  /** The page is laid out for the panel with which it was opened, and stands where that one was: another one gets a window of its own. */
  #fit(): void {
    if (isOtherPanel(this.#panel, screen.getPrimaryDisplay().bounds)) this.replace('display');
  }

  /** Sends to the page; dropped when there is none (the next page asks for it). */
  send(snapshot: Snapshot | null): void {
    // Before the page has it: the page asks for the camera as soon as it is drawn.
    this.#camera.show(snapshot);
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) return;
    const contents = window.webContents;
    if (contents.isDestroyed() || contents.isCrashed()) return;
    contents.send(windowChannels.snapshot, snapshot);
  }

  /**
   * Opens a new window with a fresh page process over the old one and destroys the old one at once, with every string that its
   * process held. What the page could have stored is cleared as well.
   */
  replace(reason: string): void {
    const { log, session, size } = this.#ports;
    const old = this.#window;
    this.#panel = screen.getPrimaryDisplay().bounds;
    const window = openKioskWindow(session, size);
    this.#window = window;
    this.#marked = markedPage(window.webContents);
    const lost = (why: string, hangs?: boolean) => {
      // Events of a window that was replaced are no longer news.
      if (this.#window === window) this.watch.lost(why, hangs);
    };
    watchRenderer(window, lost);
    // Nobody closes the window of a kiosk; if the window system does, it is opened again.
    window.on('closed', () => lost('closed'));
    const { width, height } = window.getBounds();
    log('shell.window.opened', { reason, widthPx: width, heightPx: height });
    old?.destroy();
    forgetCopies(clipboard);
    if (old !== undefined) {
      // The page stores nothing; this is the second lock. A failure changes nothing for the citizen.
      session.clearStorageData().catch(() => log('shell.message.refused', { from: 'session', reason: 'storage' }));
    }
    this.watch.opened();
    this.#load(window);
  }

  /** The page for whoever looks whether it still changes on the screen; null = there is none now. The same object for the same window. */
  get marked(): MarkedPage | null {
    const window = this.#window;
    return window === undefined || window.isDestroyed() || window.webContents.isCrashed() ? null : this.#marked;
  }

  /** Process of the page; null = there is none. */
  get pagePid(): number | null {
    const window = this.#window;
    return window === undefined || window.isDestroyed() ? null : window.webContents.getOSProcessId();
  }

  /** Ends the watch; the window stays until the program ends. */
  stop(): void {
    this.watch.stop();
  }

  /** Loads the page again in the process that it has; a new window where there is none. */
  reload(reason: string): void {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) {
      this.replace(reason);
      return;
    }
    this.watch.opened();
    this.#load(window);
  }

  #load(window: BrowserWindow): void {
    // A failed load is told by `did-fail-load`, which climbs the ladder; the promise says the same again.
    window.loadURL(pageUrl).catch(() => undefined);
  }

  #listen(channel: string, handle: (payload: unknown) => void): void {
    ipcMain.on(channel, (event, payload: unknown) => {
      if (this.#isOurPage(event)) handle(payload);
      else this.#ports.log('shell.message.refused', { from: 'window', reason: 'sender' });
    });
  }

  /** Only the main frame of the present window, showing our own page, may speak. */
  #isOurPage(event: IpcMainEvent): boolean {
    const window = this.#window;
    // A last word of a page is still delivered while its window is being destroyed (a wipe, the end of the shell).
    if (window === undefined || window.isDestroyed()) return false;
    return isPageSpeaking(event, window.webContents);
  }
}
