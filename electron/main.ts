import { join } from 'node:path';
import { app, session } from 'electron';
import { systemClock } from '../contract/clock.ts';
import { forgetMs, makeForget } from '../contract/forget.ts';
import { createLineLog } from '../contract/line-log.ts';
import type { Log } from '../contract/log.ts';
import { watchReasons } from '../contract/watchdog/ladder.ts';
import { rungsHere, shellExits } from '../contract/watchdog/shell-exits.ts';
import type { AliveReply } from '../contract/watchdog/watch-step.ts';
import { watchWallClock } from './clock-watch.ts';
import { isDebuggable, takeAwaySwitches } from './debugging.ts';
import { FrameWatch } from './frame-watch.ts';
import { GraphicsLosses } from './graphics-losses.ts';
import { Kiosk } from './kiosk.ts';
import { lockDownApp, lockDownChromium } from './lock-down.ts';
import { watchMemory } from './memory-watch.ts';
import { isDrawnBySoftware, killGraphics, memoryOfApp } from './parts-of-app.ts';
import { declarePageScheme } from './protocol.ts';
import { Relay } from './relay.ts';
import { TerminalKeeper } from './terminal-keeper.ts';
import { startOnNode } from './terminal-on-node.ts';
import { TerminalPulse } from './terminal-pulse.ts';
import { Watchdog } from './watchdog.ts';
import { readWindowSize } from './window-size.ts';

/** Processes of native bindings that died between two answers of the terminal service: each is started anew by it, so many at once are a port that hangs every time. */
const hungHostsAtOnce = 3;

/**
 * The shell: one window, one terminal service, messages between them. It owns no truth and opens no device, file or socket.
 *
 * Environment: `YITIJI_TERMINAL` entry file of the terminal service (default: the one in the release), `YITIJI_NODE` the project's Node,
 * `YITIJI_WINDOW` size such as `1080x1920` instead of the whole display, `YITIJI_SHELL_DATA` folder of Chromium's own files. Everything
 * else is passed on to the terminal service as it is.
 */
function main(): void {
  const clock = systemClock;
  const log = createLineLog('shell', (line) => void process.stdout.write(line));
  dieOnBugs(log);
  const size = readWindowSize(process.env.YITIJI_WINDOW);
  if (!size.ok) {
    process.stderr.write('YITIJI_WINDOW must look like 1080x1920\n');
    app.exit(2);
    return;
  }

  const appPath = app.getAppPath();
  const debuggable = isDebuggable(appPath);
  if (!debuggable)
    for (const name of takeAwaySwitches(app.commandLine)) log('shell.escape.refused', { kind: `switch ${name}` });
  lockDownChromium();
  declarePageScheme();
  lockDownApp(log);
  if (process.env.YITIJI_SHELL_DATA !== undefined) app.setPath('userData', process.env.YITIJI_SHELL_DATA);

  const entry = process.env.YITIJI_TERMINAL ?? join(appPath, 'terminal', 'main.mjs');
  const nodePath = process.env.YITIJI_NODE ?? join(appPath, 'node', 'bin', 'node');
  const env = { ...process.env };
  // Code by way of the environment is for development; the shell itself has a fuse against it.
  if (!debuggable) delete env.NODE_OPTIONS;
  // The terminal service looks there which voices it may promise.
  env.YITIJI_PAGE = join(appPath, 'renderer');
  const program = { entry, args: [], nodePath, env };
  const { electron = '', chrome = '', node } = process.versions;
  log('shell.app.started', { electron, node, chromium: chrome });

  const keeper = new TerminalKeeper({
    clock,
    log,
    start: () => startOnNode(program),
    onMessage: (message) => relay.fromTerminal(message),
    onStarted: () => {
      watchdog.renewed('restartTerminal');
      pulse.started();
    },
    onLost: (cause, isAsked) => {
      pulse.stop();
      alive = null;
      relay.terminalLost();
      if (!isAsked) watchdog.saw('terminalDied', cause);
    },
  });
  let alive: AliveReply | null = null;
  const graphics = new GraphicsLosses();
  const watchdog = new Watchdog({
    ...{ clock, log, can: rungsHere(process.env.YITIJI_RELEASE !== undefined) },
    // Somebody is there unless page and terminal service both say that nobody is.
    now: () => ({
      isIdle: alive?.isIdle === true && relay.latest?.screen.name === 'A0',
      isActing: alive?.isActing === true,
    }),
    tell: (step) => relay.watchStep(step),
    take: (rung, reason, detail) => {
      switch (rung) {
        case 'reloadPage':
        case 'newWindow':
          relay.windowLost(detail);
          if (rung === 'reloadPage') kiosk?.reload(detail);
          else kiosk?.replace(detail);
          return;
        case 'restartGraphics':
          graphics.ended(killGraphics());
          return;
        case 'restartTerminal':
          keeper.renew(reason === 'terminalSilent' ? 'kill' : 'order');
          return;
        case 'restartShell':
          stop(reason, watchReasons[reason].when === 'idle' ? shellExits.renewShell : shellExits.restartShell);
          return;
        case 'restartMachine':
        case 'outOfService':
          stop(reason, shellExits.restartMachine);
          return;
      }
    },
  });
  const pulse = new TerminalPulse(
    clock,
    () => relay.askAlive(isDrawnBySoftware()),
    (detail) => watchdog.saw('terminalSilent', detail),
    () => watchdog.over('terminalSilent'),
  );
  let kiosk: Kiosk | undefined;
  const sinceStart = () => ({ startMs: Math.round(process.uptime() * 1000) });
  const startTerminal = once(() => keeper.start());
  const drawn = once(() => {
    log('shell.window.drawn', sinceStart());
    startTerminal();
  });
  const ready = once(() => log('shell.app.ready', sinceStart()));
  const forget = makeForget();
  let cancelForget: () => void = () => undefined;
  const relay = new Relay({
    clock,
    log,
    watch: {
      hello: () => {
        kiosk?.watch.hello();
        drawn();
      },
      sent: (epoch, revision) => kiosk?.watch.sent(epoch, revision),
      painted: (epoch, revision) => {
        kiosk?.watch.painted(epoch, revision);
        ready();
      },
      withdrawn: () => kiosk?.watch.withdrawn(),
    },
    toWindow: (snapshot) => kiosk?.send(snapshot),
    toTerminal: (message) => keeper.post(message),
    terminalReady: () => pulse.ready(),
    terminalHeard: (heard) => {
      pulse.heard();
      if (heard === null) return;
      if (alive !== null && heard.hostDeaths - alive.hostDeaths >= hungHostsAtOnce)
        watchdog.saw('deviceHangs', `${heard.hostDeaths} ends`);
      alive = heard;
      watchdog.changed();
    },
    wipeWindow: () => {
      kiosk?.replace('wipe');
      watchdog.renewed('reloadPage', 'newWindow');
      // Pages that passed through here held what was typed.
      cancelForget();
      cancelForget = clock.after(forgetMs, forget);
    },
  });

  // One after the other: side by side on two processors the first page takes half as long again, and the terminal service gains a tenth of a second of two.
  app.on('ready', () => {
    // In memory only (no `persist:`): nothing that a page might store reaches the disk.
    kiosk = new Kiosk({
      ...{ clock, log, size: size.value, session: session.fromPartition('kiosk') },
      lost: (reason, detail) => watchdog.saw(reason, detail),
      back: () => watchdog.over('pageHangs'),
    });
    kiosk.open(relay);
    // A page that cannot be drawn is no reason to leave devices and outbox alone.
    clock.after(terminalWaitsMs, startTerminal);
  });
  // The window is replaced now and then; its absence for a moment is no reason to end.
  app.on('window-all-closed', () => undefined);
  app.on('child-process-gone', (_event, details) => {
    log('shell.process.lost', { process: details.type, reason: details.reason });
    if (details.type === 'GPU' && graphics.isLoss(details.reason)) watchdog.saw('graphicsLost', details.reason);
  });
  const ends = [
    watchMemory({
      clock,
      look: () => ({ ...memoryOfApp(kiosk?.pagePid ?? null), terminal: alive?.rssMiB ?? null }),
      saw: (reason, detail) => watchdog.saw(reason, detail),
      over: (reason) => watchdog.over(reason),
    }),
    watchWallClock(clock, (detail) => watchdog.saw('clockJumped', detail)),
  ];
  const frames = new FrameWatch(
    clock,
    () => kiosk?.marked ?? null,
    (detail) => watchdog.saw('pageFrozen', detail),
  );

  let stopping = false;
  const stop = (reason: string, code = 0): void => {
    if (stopping) return;
    stopping = true;
    log('shell.app.stopping', { reason });
    watchdog.stop();
    pulse.stop();
    frames.stop();
    for (const end of ends) end();
    kiosk?.stop();
    cancelForget();
    void keeper.stop().then(() => app.exit(code));
  };
  // Without a debugger to open, this signal would end the shell.
  if (!debuggable) process.on('SIGUSR1', () => undefined);
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  app.on('before-quit', (event) => {
    event.preventDefault();
    stop('quit');
  });
}

/** Longest that the terminal service waits for the first page. */
const terminalWaitsMs = 2_000;

/** Runs the first time only. */
function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}

/**
 * A bug ends the shell; whoever supervises it starts it again. Without this Electron would show its error dialog to a citizen, and
 * hang behind it.
 */
function dieOnBugs(log: Log): void {
  const die = (cause: unknown): void => {
    // The name of the error and where it was thrown, but not its message: that may quote what a citizen typed.
    const at =
      cause instanceof Error ? (cause.stack?.split('\n').find((line) => line.startsWith('    at ')) ?? '') : '';
    log('shell.app.failed', { error: cause instanceof Error ? cause.name : typeof cause, at: at.trim().slice(0, 200) });
    app.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

main();
