import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../contract/clock.ts';
import { bytesOf, describeFault, type Fault, type FaultKind, pass, spoil, type Way } from './faults.ts';
import { boxReply, type Frame, routeOf } from './http-frame.ts';
import { type Inbox, openInbox } from './inbox.ts';
import type { CallInMotion, Stillness } from './stillness.ts';

/** One hub instance as the proxy sees it. */
export interface Upstream {
  readonly port: number;
  /** Ends the process of the instance at once; null = this one is not killed. */
  readonly kill: (() => void) | null;
}

export interface ProxyOptions {
  readonly clock: Clock;
  readonly stillness: Stillness;
  /** In turn, as a balancer does; one that nobody listens at is passed over. */
  readonly upstreams: readonly Upstream[];
  readonly faults: readonly Fault[];
  /** The kiosk's process ends now. */
  onCrash(): void;
  /** The hub's connections to its database end now. */
  cutDatabase(): Promise<void>;
}

/** The network of one kiosk. */
export interface ChaosProxy {
  readonly url: string;
  /** One line for each exchange that something happened to. */
  readonly trace: readonly string[];
  /** True = the next exchange finds nobody, and is over with it: the caller connects to `nobodyUrl`. */
  takeRefusal(): boolean;
  /** What happened to each exchange so far. */
  readonly applied: readonly FaultKind[];
  close(): Promise<void>;
}

interface Exchange {
  readonly kiosk: Socket;
  readonly request: Buffer;
  readonly call: CallInMotion | null;
  readonly said: (what: string) => void;
}

/** What the connection is good for behind an exchange: the next one, nothing, or being silent on. */
type After = 'open' | 'over' | 'mute';

/** What is done to the hub while it has the request. */
interface Meanwhile {
  readonly isHalfClosed?: boolean;
  readonly kill?: number;
  readonly cutDatabase?: number;
}

/** Answers that are kept for a replay. */
const keptReplies = 6;

export async function startChaosProxy(options: ProxyOptions): Promise<ChaosProxy> {
  const { clock, stillness, upstreams, faults } = options;
  const trace: string[] = [];
  const sockets = new Set<Socket>();
  const replies: Buffer[] = [];
  const applied: FaultKind[] = [];
  let turn = 0;
  let isClosed = false;

  const server: Server = createServer({ allowHalfOpen: true }, (kiosk) => {
    keep(kiosk);
    void serve(kiosk);
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A cut connection is what this proxy is for; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  async function serve(kiosk: Socket): Promise<void> {
    const inbox = openInbox(kiosk);
    for (;;) {
      const frame = await inbox.head();
      if (frame === null) return void kiosk.destroy();
      const after = await exchange(kiosk, inbox, frame);
      if (after === 'over') return;
      inbox.drop(frame.length);
      if (after === 'mute') return await swallow(kiosk, inbox);
    }
  }

  /** A connection that lets nothing through any more: whatever still comes on it is never answered. */
  async function swallow(kiosk: Socket, inbox: Inbox): Promise<void> {
    for (;;) {
      const frame = await inbox.head();
      if (frame === null) return void kiosk.destroy();
      stillness.find(frame.header('signature') ?? '')?.hold();
      await inbox.bytes(frame.length);
      inbox.drop(frame.length);
    }
  }

  async function exchange(kiosk: Socket, inbox: Inbox, frame: Frame): Promise<After> {
    const number = applied.length;
    const fault = faults[number] ?? pass;
    applied.push(fault.kind);
    const call = stillness.find(frame.header('signature') ?? '');
    const said = (what: string) => trace.push(`${number} ${routeOf(frame.firstLine)}: ${what}`);
    if (fault.kind !== 'pass') said(describeFault(fault));
    const wanted =
      'way' in fault && fault.way === 'request' && 'at' in fault ? bytesOf(fault.at, frame.length) : frame.length;
    // A cut request is cut while it still comes in.
    const request = Buffer.from(await inbox.bytes(fault.kind === 'cut' ? wanted : frame.length));
    if (request.length < (fault.kind === 'cut' ? wanted : frame.length)) return end(kiosk, 'fin');
    return await apply(fault, { kiosk, request, call, said }, wanted);
  }

  async function apply(fault: Fault, at: Exchange, wanted: number): Promise<After> {
    const { kiosk, request } = at;
    switch (fault.kind) {
      case 'pass':
      case 'refuse':
        return await answer(at, await deliver(request));
      case 'cut':
        if (fault.way === 'request') {
          await deliverPart(request.subarray(0, wanted), fault.how);
          return end(kiosk, fault.how);
        }
        await write(kiosk, part(await deliver(request), fault.at));
        return end(kiosk, fault.how);
      case 'hole': {
        if (fault.way === 'request' && fault.at < 1000) {
          const hub = await deliverPart(request.subarray(0, wanted), 'open');
          kiosk.once('close', () => hub?.destroy());
        } else {
          const reply = await deliver(request);
          if (fault.way === 'reply') await write(kiosk, part(reply, fault.at));
        }
        return await holdForEver(at);
      }
      case 'delay':
        return await delayed(fault.way, fault.ms, at);
      case 'trickle':
        return await trickled(fault, at);
      case 'halfClose': {
        if (fault.way === 'request') return await answer(at, await deliver(request, { isHalfClosed: true }));
        const reply = await deliver(request);
        await write(kiosk, part(reply, fault.at));
        // FIN to the kiosk; what it still wants to say is read, and nobody answers.
        kiosk.end();
        return 'mute';
      }
      case 'twice': {
        const both = await Promise.all([deliver(request), deliver(request)]);
        if (fault.afterMs > 0) clock.after(fault.afterMs, () => void deliver(request));
        return await answer(at, both[fault.answer] ?? null);
      }
      case 'garbage': {
        const reply = await deliver(request);
        if (reply === null) return end(kiosk, 'rst');
        await write(kiosk, spoil(reply, fault));
        // Spoilt lengths make the kiosk wait for more than will come.
        return await holdForEver(at);
      }
      case 'box': {
        if (fault.delivered) await deliver(request);
        const body = fault.says === 'page' ? page : { type: 'application/json', text: everythingAccepted(request) };
        return await answer(at, boxReply(fault.status, body, fault.retryAfterS));
      }
      case 'replay': {
        const old = replies.at(-fault.back) ?? null;
        if (fault.delivered) await deliver(request);
        return await answer(at, old ?? boxReply(502, page, null));
      }
      case 'crash':
        if (fault.when === 'delivered') await deliver(request);
        options.onCrash();
        return end(kiosk, 'rst');
      case 'kill':
        return await answer(at, await deliver(request, { kill: fault.turns }));
      case 'database':
        return await answer(at, await deliver(request, { cutDatabase: fault.turns }));
    }
    return fault satisfies never;
  }

  async function delayed(way: Way, ms: number, at: Exchange): Promise<After> {
    const early = way === 'reply' ? await deliver(at.request) : null;
    if (!(await held(at, ms))) return 'over';
    return await answer(at, way === 'reply' ? early : await deliver(at.request));
  }

  async function trickled(fault: Extract<Fault, { readonly kind: 'trickle' }>, at: Exchange): Promise<After> {
    const { way, portions, ms } = fault;
    const whole = way === 'reply' ? await deliver(at.request) : at.request;
    if (whole === null) return end(at.kiosk, 'rst');
    // Towards the hub only the pauses of the kiosk count: the hub's own clock is the real one.
    const size = Math.ceil(whole.length / portions);
    for (let from = 0; from < whole.length; from += size) {
      if (way === 'reply') await write(at.kiosk, whole.subarray(from, from + size));
      if (from + size < whole.length && !(await held(at, ms))) return 'over';
    }
    return way === 'reply' ? 'open' : await answer(at, await deliver(at.request));
  }

  /** Keeps the exchange for `ms` of virtual time. False = the kiosk has given up meanwhile. */
  async function held({ kiosk, call }: Exchange, ms: number): Promise<boolean> {
    if (kiosk.destroyed) return false;
    const isStillThere = await new Promise<boolean>((resolve) => {
      const gone = () => {
        cancel();
        resolve(false);
      };
      const cancel = clock.after(ms, () => {
        kiosk.off('close', gone);
        call?.letGo();
        resolve(true);
      });
      kiosk.once('close', gone);
      call?.hold();
    });
    return isStillThere;
  }

  async function holdForEver({ kiosk, call }: Exchange): Promise<After> {
    // What was written is with the kiosk before time goes on.
    await turns(3);
    if (!kiosk.destroyed) call?.hold();
    return 'mute';
  }

  /** Null = no instance gave a whole answer. */
  function deliver(request: Buffer, more: Meanwhile = {}): Promise<Buffer | null> {
    return stillness.track(
      (async () => {
        for (let tries = 0; tries < upstreams.length; tries += 1) {
          const upstream = more.kill === undefined ? inTurn() : upstreams.find(({ kill }) => kill !== null);
          const hub = upstream === undefined ? null : await dial(upstream.port);
          if (hub === null || upstream === undefined) continue;
          const reply = await exchangeWith(hub, request, upstream, more);
          hub.destroy();
          if (reply !== null) remember(reply);
          return reply;
        }
        return null;
      })(),
    );
  }

  async function exchangeWith(
    hub: Socket,
    request: Buffer,
    { kill }: Upstream,
    more: Meanwhile,
  ): Promise<Buffer | null> {
    const inbox = openInbox(hub);
    hub.write(request);
    if (more.isHalfClosed === true) hub.end();
    if (more.kill !== undefined) {
      await turns(more.kill);
      kill?.();
    }
    if (more.cutDatabase !== undefined) {
      await turns(more.cutDatabase);
      await options.cutDatabase();
    }
    const frame = await inbox.head();
    if (frame === null) return null;
    const reply = Buffer.from(await inbox.bytes(frame.length));
    return reply.length < frame.length ? null : reply;
  }

  function inTurn(): Upstream | undefined {
    turn += 1;
    return upstreams[turn % upstreams.length];
  }

  /** The hub gets only these bytes; `open` = and waits for the rest. */
  async function deliverPart(bytes: Buffer, how: 'fin' | 'rst' | 'open'): Promise<Socket | null> {
    if (bytes.length === 0) return null;
    const upstream = inTurn();
    const hub = upstream === undefined ? null : await stillness.track(dial(upstream.port));
    if (hub === null) return null;
    hub.resume();
    await write(hub, bytes);
    if (how !== 'open') end(hub, how);
    return hub;
  }

  function dial(port: number): Promise<Socket | null> {
    return new Promise((resolve) => {
      if (isClosed) return resolve(null);
      const hub = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      keep(hub);
      hub.once('connect', () => resolve(hub));
      hub.once('close', () => resolve(null));
    });
  }

  function remember(reply: Buffer): void {
    replies.push(reply);
    if (replies.length > keptReplies) replies.shift();
  }

  /** An instance that died in the middle is a page of the balancer. */
  async function answer({ kiosk, said }: Exchange, reply: Buffer | null): Promise<After> {
    if (reply === null) said('no answer from the hub');
    await write(kiosk, reply ?? boxReply(502, page, null));
    return 'open';
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    trace,
    takeRefusal: () => {
      if (faults[applied.length]?.kind !== 'refuse') return false;
      trace.push(`${applied.length} refuse`);
      applied.push('refuse');
      return true;
    },
    applied,
    close: () =>
      new Promise((resolve) => {
        isClosed = true;
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const page = { type: 'text/html', text: '<html><body><h1>Gateway</h1></body></html>' };

/** What a forger or a careless box would say: all of it is there. */
function everythingAccepted(request: Buffer): string {
  const ids = [...request.toString('latin1').matchAll(/"id":"([0-9a-f-]{36})"/g)].map((match) => match[1] ?? '');
  return JSON.stringify({
    hubTime: new Date().toISOString(),
    verdicts: ids.map((id) => ({ id, verdict: 'accepted' })),
    upTo: ids.length,
  });
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

function part(reply: Buffer | null, at: number): Buffer {
  return reply === null ? Buffer.alloc(0) : reply.subarray(0, bytesOf(at, reply.length));
}

/** Resolves when the bytes are with the system, or the socket has gone. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.destroyed || !socket.writable) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    socket.write(bytes, done);
  });
}

function end(socket: Socket, how: 'fin' | 'rst'): After {
  if (how === 'rst') socket.resetAndDestroy();
  else socket.end(() => socket.destroy());
  return 'over';
}
