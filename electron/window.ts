import { join } from 'node:path';
import { app, BrowserWindow, type Session, screen } from 'electron';
import { switchedOffFeatures } from './page-powers.ts';
import type { SizePx } from './window-size.ts';

/** Paper: the colour of the page before its first paint, so that no citizen ever sees a white or black flash. */
const paper = '#FAF7F0';

/**
 * Opens the kiosk window, on the whole primary display or in the given size. It is visible at once, in the colour of paper; the
 * caller loads the page.
 */
export function openKioskWindow(session: Session, size: SizePx | undefined): BrowserWindow {
  const display = screen.getPrimaryDisplay().bounds;
  // Chromium makes a window that is exactly as large as an X screen one pixel smaller (its AdjustSizeForDisplay), at once, a moment later or without telling; that
  // leaves a black line where no window manager corrects it. One pixel beyond the edge is better than a line.
  const whole = { ...display, width: display.width + 1, height: display.height + 1 };
  const bounds = size === undefined ? whole : { x: display.x, y: display.y, ...size };
  const window = new BrowserWindow({
    ...bounds,
    // Bounds are set too: without a window manager (a bare X server) kiosk and full-screen alone do nothing.
    kiosk: size === undefined,
    fullscreen: size === undefined,
    frame: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    closable: true,
    skipTaskbar: true,
    autoHideMenuBar: true,
    title: 'yitiji',
    backgroundColor: paper,
    show: true,
    webPreferences: {
      preload: join(app.getAppPath(), 'electron', 'preload.cjs'),
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      devTools: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      backgroundThrottling: false,
      enableWebSQL: false,
      disableBlinkFeatures: switchedOffFeatures.join(','),
      safeDialogs: true,
      // Spoken guidance must start without a touch: some citizens do not see where to touch.
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  window.removeMenu();
  window.on('page-title-updated', (event) => event.preventDefault());
  // No key of the window system closes it; `destroy`, the end of the shell and a page that closes itself do not ask.
  window.on('close', (event) => event.preventDefault());
  return window;
}
