import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { electronLaunch } from '../../build/electron-launch.ts';
import { root } from '../../build/project.mjs';
import { startXvfb, type VirtualDisplay } from './xvfb.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** The real shell in real Electron with the built page; only the terminal service is a stub (electron/testing/stub-terminal.ts). */
export interface ShellRig {
  readonly app: ElectronApplication;
  readonly display: VirtualDisplay;
  /** Folder of this run. */
  readonly folder: string;
  /** Version of Electron and where it came from. */
  readonly runtime: string;
  /** Lines that the stub of the terminal service has written so far: its start, the calls that it got, its end. */
  stubLines(): LogLine[];
  /** Inputs of the calls of one method that the stub got, oldest first. */
  calls(method: string): unknown[];
  /** All that the shell has written to its standard output. */
  output(): string;
  /** Runs code in the page that stands, with the rights of a touch, and gives its value; empty when the page goes meanwhile. */
  inPage(code: string): Promise<unknown>;
  /** Lines of the shell's log with this event. */
  events(id: string): LogLine[];
  close(): Promise<void>;
}

/** @param env more of the environment of the shell */
export async function startShell(env: Readonly<Record<string, string>> = {}): Promise<ShellRig> {
  const size = { width: 1080, height: 1920 };
  const display = await startXvfb(size);
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-shell-'));
  const launch = electronLaunch({
    shellData: join(folder, 'shell'),
    terminalEntry: join(root, 'electron/testing/stub-terminal.ts'),
  });
  const app = await _electron.launch({
    executablePath: launch.executablePath,
    args: [...launch.args],
    env: {
      ...inherited(),
      ...launch.env,
      DISPLAY: display.display,
      YITIJI_WINDOW: `${size.width}x${size.height}`,
      YITIJI_STUB_LOG: join(folder, 'calls'),
      ...env,
    },
  });
  let output = '';
  app.process().stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const stubLines = () => jsonLines(readFileSync(join(folder, 'calls'), 'utf8'));
  return {
    ...{ app, display, folder, stubLines },
    runtime: `${launch.runtime.version} (${launch.runtime.source})`,
    calls: (method) =>
      stubLines()
        .filter((line) => line.method === method)
        .map((line) => line.input),
    output: () => output,
    inPage: (code) =>
      app.evaluate(async ({ BrowserWindow }, text) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (contents === undefined || contents.isCrashed()) return '';
        // A page that is destroyed while it is asked never answers.
        const gone = new Promise((resolve) => {
          contents.once('destroyed', () => resolve(''));
          contents.once('render-process-gone', () => resolve(''));
        });
        return await Promise.race([contents.executeJavaScript(text, true) as Promise<unknown>, gone]);
      }, code),
    events: (id) => jsonLines(output).filter((line) => line.event === id),
    close: async () => {
      await app.close();
      await display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function jsonLines(text: string): LogLine[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
