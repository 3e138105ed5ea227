import type { Static, TSchema } from 'typebox';
import type { PaintedInput } from '../../contract/channel.ts';
import type { LiveFacts } from '../../contract/checks.ts';
import type { LocalNews } from '../../contract/local-channel.ts';
import type { Log } from '../../contract/log.ts';
import type { LogEvents } from '../../contract/log-events.gen.ts';
import { err, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import type { AliveInput, AliveReply, WatchStep } from '../../contract/watchdog/watch-step.ts';
import type { BundleDesk } from '../bundles/bundle-desk.ts';
import type { LogRing } from '../log/log-ring.ts';
import type { SessionService } from '../session/session-service.ts';
import type { UpdateGate } from '../update-gate/update-gate.ts';
import type { HealthDesk } from '../update-health/health-desk.ts';
import type { StandingBoard } from '../update-link/standing-board.ts';
import type { UpdateLink } from '../update-link/update-link.ts';

/**
 * Who may call. `citizen` is the window, `shell` the Electron main process, `updater` a program of this machine's own account (local channel); `technician`
 * and `operator` come with their pages.
 */
export type Role = 'citizen' | 'shell' | 'updater' | 'technician' | 'operator';

/** Refusals that every method shares; a method's own codes follow the same form. */
export interface MethodError {
  readonly code: string;
  readonly message: string;
}

/** A connection that can be told something later. */
export interface LocalCaller {
  readonly id: string;
  tell(news: LocalNews): void;
}

/** What handlers may use. */
export interface MethodContext {
  readonly session: SessionService;
  readonly log: Log;
  readonly updates: Pick<UpdateGate, 'look' | 'ask' | 'renew' | 'release'>;
  readonly health: Pick<HealthDesk, 'look' | 'watch'>;
  readonly standing: Pick<StandingBoard, 'set'>;
  readonly updateLink: Pick<UpdateLink, 'watch' | 'report'>;
  readonly bundles: Pick<BundleDesk, 'check' | 'activate'>;
  /** The connection that calls, where the service can tell it something later; null = the shell. */
  readonly caller: LocalCaller | null;
  /** What the checks need of the running service. */
  live(): LiveFacts;
  /** Lines of the log in memory with a number above `after` (terminal/log/log-ring.ts). */
  readonly recentLog: LogRing['read'];
  /** The shell is up and wants the current snapshot. */
  onHello(): void;
  onPainted(input: PaintedInput): void;
  /** The page process was lost and is replaced. */
  onWindowLost(): void;
  /** Whether anybody is there and anything moves, for the watchdog of the shell. */
  alive(shell: AliveInput): AliveReply;
  onWatchStep(step: WatchStep): void;
}

/** What one method says of itself. */
export interface MethodSpec<I extends TSchema, O extends TSchema> {
  readonly name: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly input: I;
  readonly output: O;
  /** Largest input, bytes of JSON. */
  readonly maxBytes: number;
  /** True where calling twice is the same as calling once. */
  readonly idempotent: boolean;
  /** Event that each call writes; null for calls of every frame. */
  readonly log: keyof LogEvents | null;
  handler(context: MethodContext, input: Static<I>): Result<Static<O>, MethodError>;
}

/**
 * One call across a process border, as the registry keeps it: validation both ways, role check, size check and documentation come with it, and
 * nobody can reach the handler around them.
 */
export interface Method extends Omit<MethodSpec<TSchema, TSchema>, 'handler'> {
  /** Errors: `badInput`, and the method's own. An output that does not fit its schema is a bug and throws. */
  call(context: MethodContext, input: unknown): Result<unknown, MethodError>;
}

/** One entry of the registry: input is checked before the handler sees it, output before it leaves. Errors: badInput and those of the handler. */
export function method<const I extends TSchema, const O extends TSchema>(spec: MethodSpec<I, O>): Method {
  const { handler, ...rest } = spec;
  return {
    ...rest,
    call: (context, raw) => {
      const input = parse(spec.input, raw);
      if (!input.ok) return err({ code: 'badInput', message: `${input.error.path} ${input.error.reason}` });
      const result = handler(context, input.value);
      if (result.ok && !parse(spec.output, result.value).ok)
        throw new Error(`${spec.name} broke its own output schema`);
      return result;
    },
  };
}
