import { connect, type Socket } from 'node:net';
import type { Clock } from '../../contract/clock.ts';
import { LengthPrefixedFramer, lengthPrefixed } from '../smart-card/card/length-prefixed.ts';
import type { SmartCardChip } from './smart-card-chip.ts';

/** Ports of the two readers that vpcd shows, "Virtual PCD 00 00" and "00 01". Fixed by the driver (its configuration names 8C7B). */
export const vpcdPorts = [35963, 35964] as const;

export interface VpcdCardOptions {
  readonly chip: SmartCardChip;
  readonly clock: Clock;
  readonly port?: number;
}

/** One-byte messages of vpcd that are no APDU. */
const control = { off: 0x00, on: 0x01, reset: 0x02, atr: 0x04 } as const;

/**
 * A synthetic card in a reader of vpcd, and so of a real pcscd: a TCP client that answers as the chip does. Connected = put in, disconnected = taken
 * out. Source: docs/protocols/social-security-card.md, section 5.
 */
export class VpcdCard {
  /** What happens to the card, in words and without data. `left`: taken out, or pcscd has gone. */
  onEvent: (event: 'on' | 'off' | 'reset' | 'command' | 'left') => void = () => undefined;
  readonly #o: VpcdCardOptions;
  readonly #framer = new LengthPrefixedFramer();
  readonly #cancels = new Set<() => void>();
  #socket: Socket | null = null;
  #commands = 0;
  #muteMs: number | null = null;
  #pullAt: number | null = null;
  #pieceBytes: number | null = null;

  constructor(options: VpcdCardOptions) {
    this.#o = options;
  }

  get isIn(): boolean {
    return this.#socket !== null;
  }

  /** APDUs so far. */
  get commands(): number {
    return this.#commands;
  }

  /** Each command is answered only after so long; null = at once. */
  mute(ms: number | null): void {
    this.#muteMs = ms;
  }

  /** A hand pulls the card when the command of this number (from now, 0 = the next) has come and before it is answered. */
  pullAt(command: number): void {
    this.#pullAt = this.#commands + command;
  }

  /** Answers go out in pieces of this size. */
  cutAnswers(bytes: number): void {
    this.#pieceBytes = bytes;
  }

  /** Puts the card in. Rejects when no vpcd listens there. */
  insert(): Promise<void> {
    if (this.#socket !== null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // Only ever on this machine: vpcd itself would take anybody.
      const socket = connect({ host: '127.0.0.1', port: this.#o.port ?? vpcdPorts[0], noDelay: true });
      socket.once('connect', () => {
        this.#socket = socket;
        this.#framer.reset();
        resolve();
      });
      socket.on('error', reject); // after the connection: the reader has gone, and `close` follows
      socket.on('close', () => this.#left(socket));
      socket.on('data', (chunk) => {
        for (const message of this.#framer.push(chunk)) this.#heard(socket, message);
        if (this.#framer.isBroken) socket.destroy();
      });
    });
  }

  /** Takes the card out; resolves when the connection is closed. */
  async remove(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.destroy();
    await closed;
  }

  #heard(socket: Socket, message: Uint8Array): void {
    const [code] = message;
    if (message.length !== 1) {
      this.#command(socket, message);
    } else if (code === control.atr) {
      this.#send(socket, this.#o.chip.atr);
    } else {
      this.#o.chip.reset();
      this.onEvent(code === control.on ? 'on' : code === control.off ? 'off' : 'reset');
    }
  }

  #command(socket: Socket, apdu: Uint8Array): void {
    const number = this.#commands++;
    this.onEvent('command');
    if (number === this.#pullAt) {
      this.#pullAt = null;
      socket.destroy();
      return;
    }
    const answer = this.#o.chip.transmit(apdu);
    if (this.#muteMs === null) {
      this.#send(socket, answer);
      return;
    }
    const cancel = this.#o.clock.after(this.#muteMs, () => {
      this.#cancels.delete(cancel);
      this.#send(socket, answer);
    });
    this.#cancels.add(cancel);
  }

  #send(socket: Socket, answer: Uint8Array): void {
    if (socket.destroyed) return;
    const framed = lengthPrefixed(answer);
    const size = this.#pieceBytes ?? framed.length;
    for (let from = 0; from < framed.length; from += size) socket.write(framed.subarray(from, from + size));
  }

  #left(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#o.chip.reset();
    this.onEvent('left');
  }
}
