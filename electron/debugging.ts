import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from 'electron';

/** Switches of Chromium by which another program could look into the window, lead it elsewhere or load code into it. Those of Node are taken away by fuses (`build/package/fuses.ts`). */
const openingSwitches: readonly string[] = [
  ...['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins'],
  ...['auto-open-devtools-for-tabs', 'load-extension', 'js-flags', 'disable-web-security', 'ignore-certificate-errors'],
  ...[
    'log-net-log',
    'net-log-capture-mode',
    'enable-logging',
    'proxy-server',
    'host-rules',
    'use-fake-ui-for-media-stream',
  ],
];

/** Whether the built app below this folder says that tools of development may be used. A release says nothing. Throws when there is no package file: it is no app. */
export function isDebuggable(appPath: string): boolean {
  const read: unknown = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'debuggable' in read && read.debuggable === true;
}

/**
 * Takes those switches away. In time: Electron reads this file before Chromium opens its port. The kiosk goes on without them: a machine that stands still because of a word on its
 * command line would help nobody.
 * @returns the switches that were there
 */
export function takeAwaySwitches(commandLine: Pick<CommandLine, 'hasSwitch' | 'removeSwitch'>): readonly string[] {
  const found = openingSwitches.filter((name) => commandLine.hasSwitch(name));
  for (const name of found) commandLine.removeSwitch(name);
  return found;
}
