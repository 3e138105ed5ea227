import type { BrowserWindow } from 'electron';
import { isPageUrl } from './assets.ts';

/**
 * Tells of every way in which a page can be lost: its process ended (all reasons), it does not answer, it could not be
 * loaded, its preload failed, it has left for an address that is none of ours (`about:blank` asks nobody before). Loss by silence (nothing painted) is the paint watch's to see.
 */
export function watchRenderer(window: BrowserWindow, lost: (reason: string, hangs?: boolean) => void): void {
  const contents = window.webContents;
  contents.on('render-process-gone', (_event, details) => lost(`process ${details.reason}`));
  contents.on('unresponsive', () => lost('unresponsive', true));
  window.on('unresponsive', () => lost('unresponsive', true));
  contents.on('did-fail-load', (_event, code, _text, _url, isMainFrame) => {
    // -3 is "aborted": a load that a newer load replaced.
    if (isMainFrame && code !== -3) lost(`load ${code}`);
  });
  contents.on('preload-error', () => lost('preload'));
  contents.on('did-navigate', (_event, address) => {
    if (!isPageUrl(address)) lost('left');
  });
}
