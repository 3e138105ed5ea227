import { type Clock, sleep } from '../../../contract/clock.ts';
import { pullSchemas } from '../../../contract/pulls/pulls.ts';
import { parse } from '../../../contract/validate.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import type { IoBoard } from '../../../drivers/io-board/io-board.ts';
import type { HubClient } from '../../sync/hub-client.ts';
import type { SessionEvent } from '../events.ts';
import type { ReferenceCache } from './reference-cache.ts';

/** The city's list of machines is asked for so often; without one again when the hub is back, and at the latest after the second. Milliseconds. */
const freshMs = 12 * 3_600_000;
const againMs = 60_000;
const path = 'ref.kiosks';

export interface WatchPortOptions {
  readonly dispenser: () => CardDispenser | null;
  readonly ioBoard: () => Pick<IoBoard, 'contact' | 'onContact'> | null;
  readonly client: () => Pick<HubClient, 'pull'> | null;
  readonly cache: ReferenceCache;
  readonly clock: Clock;
  /** Tells each time that the hub is there again, the first time included; returns what ends it. */
  readonly onOnline: (listener: () => void) => () => void;
}

/** What the session knows outside of visits: whether a card stands at the outlet (H4), whether somebody stands here (F-13), and where other machines are (the last list of the cache first). */
export function watchPort({ dispenser, ioBoard, client, cache, clock, onOnline }: WatchPortOptions) {
  return (send: (event: SessionEvent) => void): (() => void) => {
    const end = new AbortController();
    let back = new AbortController();
    const stopOnline = onOnline(() => back.abort('online'));
    const stopOutlet = watchOutlet(dispenser(), send);
    const stopPerson = watchPerson(ioBoard(), send);
    const tell = (data: unknown, asOf: string) => {
      const checked = parse(pullSchemas[path], data);
      if (checked.ok && !end.signal.aborted) {
        send({ type: 'KIOSKS', kiosks: { asOf, places: checked.value.kiosks } });
      }
      return checked.ok;
    };
    const follow = async () => {
      const kept = cache.get(path, {});
      if (kept !== null) tell(kept.data, kept.asOf);
      while (!end.signal.aborted) {
        // Before the question: a hub that comes back while it is asked is asked again.
        back = new AbortController();
        const reply = await client()?.pull({ path, person: null, params: {} }, end.signal);
        const isNew = reply?.ok === true && reply.value.status === 'found' && tell(reply.value.data, reply.value.asOf);
        if (isNew && reply?.ok === true) {
          const { source, asOf, data } = reply.value;
          cache.put({ path, params: {}, source, asOf, data });
        }
        if (isNew) await sleep(clock, freshMs, end.signal);
        else await sleep(clock, againMs, AbortSignal.any([end.signal, back.signal]));
      }
    };
    void follow();
    return () => {
      end.abort('closed');
      stopOnline();
      stopOutlet();
      stopPerson();
    };
  };
}

/** A sensor that cannot say anything says nothing: what was known stays. */
function watchPerson(board: ReturnType<WatchPortOptions['ioBoard']>, send: (event: SessionEvent) => void): () => void {
  if (board === null) return () => undefined;
  const look = () => {
    const state = board.contact('presence');
    if (state === 'present' || state === 'absent') send({ type: 'PERSON', here: state === 'present' });
  };
  look();
  return board.onContact(({ contact }) => (contact === 'presence' ? look() : undefined));
}

/** A card whose place nobody knows blocks nothing here: that is the custodian's. */
function watchOutlet(dispenser: CardDispenser | null, send: (event: SessionEvent) => void): () => void {
  if (dispenser === null) return () => undefined;
  let before = false;
  const look = () => {
    const hasCard = dispenser.position() === 'exit';
    if (hasCard !== before) send({ type: 'OUTLET', hasCard });
    before = hasCard;
  };
  look();
  return dispenser.onStatus(look);
}
