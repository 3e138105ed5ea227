import { connect } from 'node:net';
import { err, ok, type Result } from '../../contract/result.ts';
import { fitted, type RawPicture } from './raw-picture.ts';
import { type Panel, readPanel } from './x-panel.ts';
import { type Read, reader, request, words } from './x-wire.ts';

/**
 * Draws one picture on the whole of an X screen, over whatever stands there. Speaks the X11 protocol itself (X Window System Protocol, X Version 11, Release 7: §8 connection setup, §9 requests) over the
 * local socket of the display, so that nothing has to be installed or started that could fail: no toolkit, no browser, no font.
 */
export interface ShownPicture {
  /** Takes the picture away. Idempotent. */
  close(): void;
  /** Resolves when the picture is gone: closed, or the display has ended. */
  readonly ended: Promise<void>;
}

/** Opcodes of the core protocol. */
const ops = {
  createWindow: 1,
  mapWindow: 8,
  configureWindow: 12,
  getInputFocus: 43,
  createGC: 55,
  putImage: 72,
} as const;
/** Longest that a display may take to answer, milliseconds. */
const answerMs = 5_000;
/** Bytes of picture in one request; every X server takes 256 KiB. */
const stripBytes = 128 * 1024;

interface Setup {
  readonly idBase: number;
  readonly root: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly visual: number;
  readonly isBigEndian: boolean;
}

/**
 * @param display `:0`; a display of another computer is none of ours
 * @param picture is put into the middle of the panel that the kiosk uses, smaller where it is larger than that, its first pixel's colour around it and on every other panel
 * @param folder where displays have their sockets
 * Errors: `noDisplay` (nobody listens, it refuses, or it does not answer in time as an X server does), `depth` (not 24 bits of colour). Never rejects.
 */
export async function showPicture(
  display: string,
  picture: RawPicture,
  folder = '/tmp/.X11-unix',
): Promise<Result<ShownPicture, 'noDisplay' | 'depth'>> {
  const number = localNumber(display);
  if (number === null) return err('noDisplay');
  const socket = connect(`${folder}/X${number}`);
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  // `close` follows, and whoever reads hears the end.
  socket.on('error', () => undefined);
  const { read, stop } = reader(socket);
  const limit = setTimeout(() => socket.destroy(), answerMs);
  const nothing = <E>(error: E) => {
    socket.destroy();
    return err(error);
  };
  try {
    socket.write(hello);
    const setup = await readSetup(read);
    if (setup === null) return nothing('noDisplay');
    if (setup.depth !== 24 || setup.isBigEndian) return nothing('depth');
    const panel = await readPanel(setup.root, (bytes) => socket.write(bytes), read);
    if (panel === null) return nothing('noDisplay');
    const whole = { x: 0, y: 0, width: setup.width, height: setup.height };
    for (const request of requestsFor(setup, picture, panel === 'unknown' ? whole : panel)) socket.write(request);
    // An answer to anything means that everything before it is done.
    socket.write(request(ops.getInputFocus, 0, Buffer.alloc(0)));
    for (;;) {
      const answer = await read(32);
      if (answer === null) return nothing('noDisplay');
      if (answer[0] === 1) break;
    }
    return ok({ close: () => socket.destroy(), ended });
  } finally {
    clearTimeout(limit);
    stop();
    socket.resume(); // events of the window are of no use
  }
}

/** Byte order of this processor, version 11.0, no authorisation: the local socket is the kiosk's own. */
const hello = Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Whether an X server answers there, if only to refuse; one of another computer, or none that was named, is not asked: true. Never rejects. */
export async function isDisplayThere(display: string | undefined, folder = '/tmp/.X11-unix'): Promise<boolean> {
  const number = localNumber(display ?? '');
  if (number === null) return true;
  const socket = connect(`${folder}/X${number}`);
  socket.on('error', () => undefined);
  const { read } = reader(socket);
  const limit = setTimeout(() => socket.destroy(), answerMs);
  try {
    socket.write(hello);
    return (await read(8)) !== null;
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
}

/** Number of a display of this computer. */
function localNumber(display: string): string | null {
  return /^:(\d+)(?:\.0)?$/.exec(display)?.[1] ?? null;
}

/** X11 §8: what the server says of itself; null = it refuses, it is gone, or it says less than a server does. */
async function readSetup(read: Read): Promise<Setup | null> {
  const head = await read(8);
  if (head === null || head[0] !== 1) return null;
  const body = await read(head.readUInt16LE(6) * 4);
  if (body === null || body.length < 32) return null;
  const vendor = (body.readUInt16LE(16) + 3) & ~3;
  const screen = 32 + vendor + (body[21] ?? 0) * 8;
  if (body.length < screen + 40) return null;
  return {
    idBase: body.readUInt32LE(4),
    root: body.readUInt32LE(screen),
    width: body.readUInt16LE(screen + 20),
    height: body.readUInt16LE(screen + 22),
    visual: body.readUInt32LE(screen + 32),
    depth: body[screen + 38] ?? 0,
    isBigEndian: body[22] === 1,
  };
}

function* requestsFor(setup: Setup, made: RawPicture, panel: Panel): Generator<Buffer> {
  const picture = fitted(made, panel.width, panel.height);
  const { idBase, root, width, height, depth, visual } = setup;
  const [window, gc] = [idBase, idBase + 1];
  const around = picture.pixels.readUInt32LE(0) & 0xffffff;
  const create = Buffer.alloc(36);
  create.writeUInt32LE(window, 0);
  create.writeUInt32LE(root, 4);
  create.writeUInt16LE(width, 12);
  create.writeUInt16LE(height, 14);
  create.writeUInt16LE(1, 18); // InputOutput
  create.writeUInt32LE(visual, 20);
  create.writeUInt32LE(0x202, 24); // background pixel, override redirect: no window manager is asked
  create.writeUInt32LE(around, 28);
  create.writeUInt32LE(1, 32);
  yield request(ops.createWindow, depth, create);
  yield request(ops.mapWindow, 0, words(window));
  // Above everything that is there.
  yield request(ops.configureWindow, 0, words(window, 0x40, 0));
  yield request(ops.createGC, 0, words(gc, window, 0));
  const left = panel.x + Math.floor((panel.width - picture.width) / 2);
  const top = panel.y + Math.floor((panel.height - picture.height) / 2);
  const lineBytes = picture.width * 4;
  const rows = Math.max(1, Math.floor(stripBytes / lineBytes));
  for (let y = 0; y < picture.height; y += rows) {
    const count = Math.min(rows, picture.height - y);
    const head = Buffer.alloc(20);
    head.writeUInt32LE(window, 0);
    head.writeUInt32LE(gc, 4);
    head.writeUInt16LE(picture.width, 8);
    head.writeUInt16LE(count, 10);
    head.writeInt16LE(left, 12);
    head.writeInt16LE(top + y, 14);
    head[17] = depth;
    const lines = picture.pixels.subarray(y * lineBytes, (y + count) * lineBytes);
    yield request(ops.putImage, 2, Buffer.concat([head, lines])); // ZPixmap
  }
}
