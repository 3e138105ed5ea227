import type { ServerResponse } from 'node:http';
import { hereEvent, hereEveryMs } from '../../contract/console/events.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { HubDeps } from '../deps.ts';
import { causeCode } from '../log.ts';
import { transactionsById } from './rows.ts';
import { readHint } from './tell.ts';

/** Event stream of the console (server-sent events, contract/console/events.ts). */
export interface ConsoleFeed {
  /**
   * Takes over a response; false when there are too many readers.
   * @param isStillIn whether this reader may go on; asked every `hereEveryMs`, and a reader who has signed out in between is let go
   */
  add(response: ServerResponse, isStillIn: () => Promise<boolean>): boolean;
}

const readersAtMost = 50;
/** A reader that does not read is dropped at this many bytes waiting; its browser comes back and asks for the list. */
const waitingBytesAtMost = 1_000_000;

/** Event stream of the console: hints of all instances go to every page that listens. After hints may have been lost the pages are told to load anew. */
export function openConsoleFeed(deps: HubDeps): ConsoleFeed {
  const readers = new Set<ServerResponse>();
  deps.signals.on('console:', (ids) => {
    if (readers.size === 0) return;
    const told = ids === '' ? ({ topic: 'machines', ids: [] } as const) : readHint(ids);
    if (told === null) publish(ids.split(',')).catch(reportAndReload);
    else send(told.topic, told.ids.length === 0 ? {} : { ids: told.ids });
  });
  // Hints were lost while the database was away: what readers show may be old.
  deps.signals.onResume(() => send('reload', {}));
  deps.stop.addEventListener('abort', () => {
    for (const reader of readers) reader.end();
  });
  return {
    add(response, isStillIn) {
      if (readers.size >= readersAtMost || deps.stop.aborted) return false;
      response.writeHead(200, { ...answerHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 2000\nevent: hello\ndata: {}\n\n');
      readers.add(response);
      const cancelHere = sayHere(response, isStillIn);
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
    for (const reader of readers) {
      if (reader.writableLength > waitingBytesAtMost) reader.destroy();
      else tell(reader, text);
    }
  }

  /** Says that the stream still stands (contract/console/events.ts), and finds readers that have gone. */
  function sayHere(response: ServerResponse, isStillIn: () => Promise<boolean>): () => void {
    let cancel: () => void = noop;
    const next = () => {
      cancel = deps.clock.after(hereEveryMs, () => {
        next();
        isStillIn().then(
          (isIn) => (isIn ? tell(response, `event: ${hereEvent}\ndata: {}\n\n`) : response.end()),
          reportAndReload,
        );
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
