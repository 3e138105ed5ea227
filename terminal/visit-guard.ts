import type { DeviceError } from '../contract/device.ts';
import type { Log } from '../contract/log.ts';
import { err, type Result } from '../contract/result.ts';
import type { Claim, ClaimManager } from './devices/claims.ts';
import { type PrinterUse, VisitPrinter } from './devices/visit-printer.ts';
import type { Visit } from './session/context.ts';
import { pagesMayLie } from './session/machine/moves.ts';
import type { SessionService } from './session/session-service.ts';
import type { Store } from './store/store.ts';

/** Meta key: id of the visit that is open, so that the next boot knows that one was cut; then `cut` until the next visit begins. */
const openVisitKey = 'visit.open';
const cut = 'cut';
/** Meta key: how many visits were cut of which the hub was not told yet. */
const untoldCutsKey = 'visit.cuts';

/** Everything that a visit holds and must give back: claims, the mark on disk. Ending it is idempotent. */
export interface VisitGuard {
  open(visit: Visit): void;
  /** The claim of the visit that is open; devices are used only with it. */
  claim(): Promise<Result<Claim, DeviceError>>;
  /** The printer for one print of the visit `visitId`; refused when that one is not open any more. */
  printer(visitId: string): Promise<Result<PrinterUse, DeviceError>>;
  /** @returns id of the visit that ended; null = none was open */
  end(reason: 'done' | 'exit' | 'timeout' | 'windowLost' | 'door' | 'service'): string | null;
}

interface Held {
  readonly id: string;
  readonly claim: Promise<Result<Claim, DeviceError>>;
  readonly printer: VisitPrinter | null;
}

function giveBack({ claim, printer }: Held): void {
  printer?.end();
  void claim.then((result) => {
    if (result.ok) result.value.release();
  });
}

/**
 * True when the last visit was cut by a crash or a power cut: at each start until the next visit begins, since power that comes back comes and goes, and whoever was cut off has not read it yet.
 * Counts it for the hub, once.
 */
export function takeCrashMark({ meta }: Pick<Store, 'meta'>): boolean {
  const mark = meta.get(openVisitKey) ?? '';
  if (mark !== '' && mark !== cut) {
    meta.set(untoldCutsKey, String(untoldCuts(meta) + 1));
    meta.set(openVisitKey, cut);
  }
  return mark !== '';
}

/** Visits that were cut and of which the hub was not told yet: those of all starts since it was heard last. */
export function untoldCuts(meta: Pick<Store['meta'], 'get'>): number {
  const count = Number(meta.get(untoldCutsKey) ?? '0');
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}

/** The hub was told of all of them. What the disk does not take is told once more by the next start. */
export function cutsTold(meta: Store['meta']): void {
  if (untoldCuts(meta) > 0) meta.set(untoldCutsKey, '0');
}

/** Meta key: set while pages of a document may lie in the tray. */
const papersKey = 'papers.left';

/**
 * Whether pages of a document may lie in the tray from before this start: they were on their way when the program ended, or nobody has said since that they were taken. The tray has no sensor. Asked
 * before what was open is settled.
 */
export const werePapersLeft = ({ acts, meta }: Pick<Store, 'acts' | 'meta'>): boolean =>
  acts.unsettledDocuments().some(({ state }) => state === 'sent') || meta.get(papersKey) === 'yes';

/** Keeps on disk that pages may lie in the tray, from the first one until somebody says that they are gone, or the next visit begins. Returns the end of it. */
export function keepPapersMark(
  session: Pick<SessionService, 'context' | 'onChange'>,
  meta: Pick<Store['meta'], 'get' | 'set'>,
): () => void {
  let kept = meta.get(papersKey) ?? '';
  const look = () => {
    const context = session.context();
    const mark = context.papersLeft || pagesMayLie(context) ? 'yes' : '';
    // What the disk does not take is asked for again with the next page.
    if (mark !== kept && meta.set(papersKey, mark).ok) kept = mark;
  };
  look();
  return session.onChange(look);
}

/**
 * @param deviceIds what no journey can do without: a visit that does not get them reads no card
 * @param printerId claimed beside them; a visit goes on without it
 */
export function visitGuard(
  store: Store,
  claims: ClaimManager,
  deviceIds: readonly string[],
  noClaim: DeviceError,
  log: Log,
  printerId: string | null = null,
): VisitGuard {
  let open: Held | null = null;
  return {
    open: (visit) => {
      // A link leads from one item to another in the same visit: what the first one held is given back before the second asks.
      if (open !== null) giveBack(open);
      const request = { owner: visit.id, purpose: visit.item.id, priority: 'customer' } as const;
      const claim = claims.claim(deviceIds, { ...request, waitMs: 5_000 });
      const printer =
        printerId === null
          ? null
          : new VisitPrinter((waitMs, signal) => claims.claim([printerId], { ...request, waitMs, signal }));
      open = { id: visit.id, claim, printer };
      store.meta.set(openVisitKey, visit.id);
      store.audit('session.start', { item: visit.item.id }, visit.id);
      log('session.visit.started', { session: visit.id, item: visit.item.id });
    },
    claim: () => open?.claim ?? Promise.resolve(err(noClaim)),
    printer: (visitId) => (open?.id === visitId ? open.printer?.use() : undefined) ?? Promise.resolve(err(noClaim)),
    end: (reason) => {
      if (open === null) return null;
      const { id } = open;
      giveBack(open);
      open = null;
      store.meta.set(openVisitKey, '');
      store.audit('session.end', { reason }, id);
      store.audit('erase', { kind: 'visit', count: 1 }, id);
      log('session.visit.ended', { session: id, reason });
      return id;
    },
  };
}
