import { app, Menu, type Session, type WebContents } from 'electron';
import type { Log } from '../contract/log.ts';
import { isPageUrl } from './assets.ts';
import type { CameraGate } from './camera-gate.ts';
import { refuseFileChoosers } from './file-chooser.ts';
import { isPageKey } from './key-guard.ts';

/**
 * Switches that Chromium reads once at its start: no gestures that leave the page, no requests of its own, no name is ever resolved.
 * Must run before the app is ready.
 */
export function lockDownChromium(): void {
  const { commandLine } = app;
  commandLine.appendSwitch('disable-pinch');
  commandLine.appendSwitch('overscroll-history-navigation', '0');
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  commandLine.appendSwitch('disable-domain-reliability');
  commandLine.appendSwitch('disable-print-preview');
  commandLine.appendSwitch('no-pings');
  // A key ring of the desktop would ask for its password, in a dialog of its own. There is nothing to keep in one.
  commandLine.appendSwitch('password-store', 'basic');
  // The page process has no business with the network; even a flaw in it finds no host.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  // Covered or idle windows of a kiosk are still watched by people: no throttling.
  commandLine.appendSwitch('disable-renderer-backgrounding');
  commandLine.appendSwitch('disable-background-timer-throttling');
}

/** Refusals that concern the whole program. */
export function lockDownApp(log: Log): void {
  Menu.setApplicationMenu(null);
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
    log('shell.escape.refused', { kind: 'certificate' });
  });
  app.on('select-client-certificate', (event) => event.preventDefault());
  app.on('login', (event) => event.preventDefault());
  // Whatever contents come to life, by whatever way, are locked down before they load anything.
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents, log));
}

/**
 * Refusals that concern what a page may ask of the machine: no permission is granted but the camera, and that only while `camera` says so; nothing is
 * fetched or stored.
 */
export function lockDownSession(session: Session, log: Log, camera: CameraGate): void {
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    camera.allowsLook({
      permission,
      media: details.mediaType === undefined ? [] : [details.mediaType],
      from: details.requestingUrl ?? origin,
      isMainFrame: details.isMainFrame,
    }),
  );
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const allowed = camera.allows({
      permission,
      media: 'mediaTypes' in details ? (details.mediaTypes ?? []) : [],
      from: details.requestingUrl,
      isMainFrame: details.isMainFrame,
    });
    callback(allowed);
    if (!allowed) log('shell.escape.refused', { kind: `permission ${permission}` });
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    callback({});
    log('shell.escape.refused', { kind: 'display capture' });
  });
  session.on('will-download', (event) => {
    event.preventDefault();
    log('shell.escape.refused', { kind: 'download' });
  });
  session.setBluetoothPairingHandler((_details, callback) => {
    callback({ confirmed: false });
    log('shell.escape.refused', { kind: 'bluetooth pairing' });
  });
  session.setSpellCheckerEnabled(false);
  // Connections between browsers ask no resolver where a peer is named by number. They honour a proxy, and where it says to be there is none.
  session.setProxy({ proxyRules: deadProxy, proxyBypassRules: '<-loopback>' }).catch(() => undefined);
  for (const kind of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const)
    session.on(kind as 'select-hid-device', (event, _details, callback) => {
      event.preventDefault();
      callback();
      log('shell.escape.refused', { kind });
    });
  session.webRequest.onBeforeRequest((details, callback) => {
    const cancel = !isPageUrl(details.url) && !details.url.startsWith('data:');
    callback({ cancel });
    if (cancel) log('shell.escape.refused', { kind: 'foreign request' });
  });
}

/** Port 1 of the machine itself: nobody listens there. */
const deadProxy = 'socks5://127.0.0.1:1';

function lockDownContents(contents: WebContents, log: Log): void {
  const refuse = (kind: string) => log('shell.escape.refused', { kind });
  contents.setWindowOpenHandler(() => {
    refuse('new window');
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    event.preventDefault();
    refuse('navigation');
  });
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault();
    refuse('frame navigation');
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
    refuse('redirect');
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refuse('webview');
  });
  contents.on('devtools-opened', () => {
    contents.closeDevTools();
    refuse('devtools');
  });
  refuseFileChoosers(contents, () => refuse('file dialog'));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // Not listened to, Electron would choose the first unit that it finds.
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
    refuse('bluetooth device');
  });
  // `window.resizeTo`, `moveTo`.
  contents.on('content-bounds-updated', (event) => {
    event.preventDefault();
    refuse('size');
  });
  // The page cannot hold the window open, neither by a dialog nor by a handler of its own.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('before-input-event', (event, input) => {
    if (!isPageKey(input)) event.preventDefault();
  });
  contents.on('zoom-changed', () => contents.setZoomFactor(1));
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(1);
    // Rejects only when the page is gone meanwhile; the next page sets it again.
    contents.setVisualZoomLevelLimits(1, 1).catch(() => undefined);
  });
}
