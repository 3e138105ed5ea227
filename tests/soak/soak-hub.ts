import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, sleep } from '../../contract/clock.ts';
import type { CaseState } from '../../contract/pulls/cases.ts';
import { cityDay } from '../../contract/working-days.ts';
import { numberedPdf } from '../../drivers/document-printer/cups/cups-rig.test-data.ts';
import type { Identity } from '../../terminal/store/store.ts';
import { cityInMemory } from '../cuts/rig/city-sql.ts';
import { CutHub } from '../cuts/rig/cut-hub.ts';

/** The far side of the wire: the hub of the cuts. */
export interface SoakHub {
  /** Answers as bytes, without a socket. */
  readonly fetch: typeof fetch;
  readonly hub: CutHub;
  /** What departments say of the next applications. */
  caseState: CaseState;
  /** Each answer comes so much later, milliseconds of the street. */
  lateMs: number;
  /** Requests that this hub does not know: the soak has to follow the product. */
  readonly strange: string[];
}

/** The same behind a real socket. */
export interface HubOnSocket {
  readonly url: string;
  close(): Promise<void>;
}

const pdfPages = 1;

export async function makeSoakHub(clock: Clock, identity: Identity): Promise<SoakHub> {
  const said = { caseState: 'accepted' as CaseState };
  const hub = new CutHub({
    ...{ clock, identity, pdfPages },
    city: cityInMemory(cityDay(clock.wallMs())),
    pdf: await numberedPdf(pdfPages),
    get caseState() {
      return said.caseState;
    },
  });
  const answer = hub.fetchOf(() => true);
  const it: SoakHub = {
    hub,
    get caseState() {
      return said.caseState;
    },
    set caseState(state) {
      said.caseState = state;
    },
    lateMs: 0,
    strange: [],
    fetch: async (input, init) => {
      if (it.lateMs > 0) await sleep(clock, it.lateMs);
      try {
        return await answer(input, init);
      } catch (cause) {
        // Away, or given up by the machine. Anything else is a request that the stand-in does not know.
        if (!(cause instanceof TypeError) && !(cause instanceof DOMException)) it.strange.push(String(cause));
        throw cause;
      }
    },
  };
  return it;
}

export async function listenAs(hub: SoakHub): Promise<HubOnSocket> {
  const server = createServer((request, response) => {
    // Whatever is not answered is a cut connection for the machine.
    void serve(request, response).catch(() => void request.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const reply = await hub.fetch(`${url}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']),
      ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }),
      signal: gone.signal,
    });
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    response.end(Buffer.from(await reply.arrayBuffer()));
  }

  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
