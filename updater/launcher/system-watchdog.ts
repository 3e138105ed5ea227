import type { Clock } from '../../contract/clock.ts';
import { SystemdNotifier } from './notify-systemd.ts';

/** What systemd gives a service that it watches (sd_watchdog_enabled(3), sd_notify(3)). */
export interface WatchdogEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  /** Microseconds within which the service must be heard. */
  readonly WATCHDOG_USEC?: string | undefined;
}

/** How often a service with this environment must speak, milliseconds; null = nobody listens. Pure: half of what is allowed, as sd_watchdog_enabled(3) recommends. */
export function watchdogPauseMs({ NOTIFY_SOCKET, WATCHDOG_USEC }: WatchdogEnvironment): number | null {
  const allowedUs = Number(WATCHDOG_USEC);
  if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === '' || !Number.isFinite(allowedUs) || allowedUs <= 0) return null;
  return Math.max(1000, Math.floor(allowedUs / 2000));
}

/**
 * Tells systemd that this process still does its work: from its own loop, so that one that hangs is not heard and is started anew.
 */
export function keepWatchdog(clock: Clock, env: WatchdogEnvironment, say: (word: string) => void = makeSay()): void {
  const pauseMs = watchdogPauseMs(env);
  if (env.NOTIFY_SOCKET !== undefined && env.NOTIFY_SOCKET !== '') say('READY=1');
  if (pauseMs === null) return;
  const next = () => {
    say('WATCHDOG=1');
    clock.after(pauseMs, next);
  };
  next();
}

function makeSay(): (word: string) => void {
  const notifier = new SystemdNotifier();
  return (word) => notifier.say(word);
}
