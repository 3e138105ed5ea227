import type { ServerResponse } from 'node:http';
import { hereEvent, hereEveryMs, ownAccountEvent } from '../../contract/console/events.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';
import { transactionsById } from './rows.ts';
import { ownerHint, readHint } from './tell.ts';

/** Event stream of the console (server-sent events, contract/console/events.ts). */
export interface ConsoleFeed {
  /**
   * Takes over a response; false when there are too many readers.
   * @param accountId whose window it is (`Actor.id`)
   * @param isStillIn whether this reader may go on; asked every `hereEveryMs` and when something was done to the account, and a reader who has signed out in between is let go
   */
  add(response: ServerResponse, accountId: string, isStillIn: () => Promise<boolean>): boolean;
}

const readersAtMost = 50;
/** A reader that does not read is dropped at this many bytes waiting; its browser comes back and asks for the list. */
const waitingBytesAtMost = 1_000_000;

/** Event stream of the console: hints of all instances go to every page that listens. After hints may have been lost the pages are told to load anew. */
export function openConsoleFeed(deps: HubDeps): ConsoleFeed {
  /** Each with what is done where its account was touched. */
  const readers = new Map<ServerResponse, { readonly accountId: string; readonly touched: () => void }>();
  deps.signals.on('console:', (ids) => {
    if (readers.size === 0) return;
    const told = ids === '' ? ({ topic: 'machines', ids: [] } as const) : readHint(ids);
    if (told === null) publish(ids.split(',')).catch(reportAndReload);
    else send(told.topic, told.ids.length === 0 ? {} : { ids: told.ids });
  });
  deps.signals.on(ownerHint, (id) => {
    for (const { accountId, touched } of readers.values()) if (accountId === id) touched();
  });
  // Hints were lost while the database was away: what readers show may be old.
  deps.signals.onResume(() => send('reload', {}));
  deps.stop.addEventListener('abort', () => {
    for (const reader of readers.keys()) reader.end();
  });
  return {
    add(response, accountId, isStillIn) {
      if (readers.size >= readersAtMost || deps.stop.aborted) return false;
      response.writeHead(200, { ...answerHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 2000\nevent: hello\ndata: {}\n\n');
      /** Says it to whoever is still in; lets go who is not. */
      const say = (event: string) => {
        isStillIn().then(
          (isIn) => (isIn ? tell(response, `event: ${event}\ndata: {}\n\n`) : response.end()),
          reportAndReload,
        );
      };
      readers.set(response, { accountId, touched: () => say(ownAccountEvent) });
      const cancelHere = everyNowAndThen(() => say(hereEvent));
      response.once('close', () => {
        cancelHere();
        readers.delete(response);
      });
      return true;
    },
  };

  async function publish(ids: readonly string[]): Promise<void> {
    for (const row of await transactionsById(deps.sql, ids)) send('transaction', row);
  }

  function reportAndReload(cause: unknown): void {
    deps.log('hub.request.failed', { route: '/v1/console/events', cause: causeCode(cause) });
    send('reload', {});
  }

  function send(event: string, data: object): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const reader of readers.keys()) {
      if (reader.writableLength > waitingBytesAtMost) reader.destroy();
      else tell(reader, text);
    }
  }

  /** So often it is said that the stream still stands (contract/console/events.ts), which also finds readers that have gone. */
  function everyNowAndThen(sayHere: () => void): () => void {
    let cancel: () => void = noop;
    const next = () => {
      cancel = deps.clock.after(hereEveryMs, () => {
        next();
        sayHere();
      });
    };
    next();
    return () => cancel();
  }
}

/** A stream that was ended while somebody was asked about it takes nothing more: writing to it would be an error that nobody catches. */
function tell(reader: ServerResponse, text: string): void {
  if (!reader.writableEnded) reader.write(text);
}

function noop(): void {
  // Nothing to cancel yet.
}
