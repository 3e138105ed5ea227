import type { LiveFacts } from '../../contract/checks.ts';
import type { ToLocal } from '../../contract/local-channel.ts';
import type { Log } from '../../contract/log.ts';
import type { BundleDesk } from '../bundles/bundle-desk.ts';
import type { LocalSession } from '../local-channel/local-server.ts';
import type { LogRing } from '../log/log-ring.ts';
import type { SessionService } from '../session/session-service.ts';
import type { UpdateGate } from '../update-gate/update-gate.ts';
import type { HealthDesk } from '../update-health/health-desk.ts';
import type { StandingBoard } from '../update-link/standing-board.ts';
import type { UpdateLink } from '../update-link/update-link.ts';
import type { LocalCaller } from './method.ts';
import { dispatch, localRoles } from './registry.ts';

/** One program of this machine at the registry: it may do what `localRoles` may, and nothing any more once the service ends. */
export function localSession(
  {
    session,
    updates,
    health,
    updateLink,
    standing,
    bundles,
    log,
    live,
    recentLog,
  }: {
    readonly session: SessionService;
    readonly updates: UpdateGate;
    readonly health: HealthDesk;
    readonly updateLink: UpdateLink;
    readonly standing: StandingBoard;
    readonly bundles: BundleDesk;
    readonly log: Log;
    readonly live: () => LiveFacts;
    readonly recentLog: LogRing['read'];
  },
  id: string,
  post: (message: ToLocal) => void,
): LocalSession {
  const nothing = () => undefined;
  const caller: LocalCaller = { id, tell: (event) => post({ type: 'event', event }) };
  // Their roles are the shell's alone.
  const alive = () => ({ isIdle: false, isActing: true, rssMiB: 0, hostDeaths: 0 });
  const shell = { onHello: nothing, onPainted: nothing, onWindowLost: nothing, onWatchStep: nothing, alive };
  const context = { session, updates, health, updateLink, standing, bundles, log, live, recentLog, caller, ...shell };
  return {
    receive: (raw) => {
      if (updates.isOver) return;
      const reply = dispatch(raw, localRoles, context);
      if (reply !== null) post(reply);
    },
    end: () => {
      updates.gone(id);
      health.gone(id);
      updateLink.gone(id);
    },
  };
}
