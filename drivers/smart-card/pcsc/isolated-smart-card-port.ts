import { err, ok, type Result } from '../../../contract/result.ts';
import { isRecord } from '../../native-host/messages.ts';
import type { HostChannel, NativeHost } from '../../native-host/native-host.ts';
import { type PcscRequest, parseFailure, parsePicture } from '../../native-host/services/pcsc-messages.ts';
import type { PcscFailure, SmartCardListener, SmartCardPort } from './pcsc-port.ts';

/**
 * PC/SC whose binding lives in the native host: the parent's side. A crash or a hang over there is a PC/SC service that went away (`noService`),
 * which the driver above knows how to survive.
 */
export class IsolatedSmartCardPort implements SmartCardPort {
  readonly id = 'PC/SC';
  readonly #host: NativeHost;
  #channel: HostChannel | null = null;

  constructor(host: NativeHost) {
    this.#host = host;
  }

  async open(listener: SmartCardListener, signal: AbortSignal): Promise<Result<void, PcscFailure>> {
    let isOpen = true;
    const close = (cause: PcscFailure) => {
      if (!isOpen) return;
      isOpen = false;
      this.#channel = null;
      listener.closed(cause);
    };
    let newest = 0;
    const tell = (value: unknown) => {
      const picture = parsePicture(value);
      if (picture === null || picture.seq <= newest || !isOpen) return;
      newest = picture.seq;
      listener.readers(picture.readers);
    };
    let channel: HostChannel | null = null;
    try {
      channel = await this.#host.open('pcsc', {}, { push: tell, ended: (cause) => close(goneWith(cause)) }, signal);
      this.#channel = channel;
      tell(await channel.call({ do: 'readers' }, { signal }));
      if (newest === 0 || !isOpen) throw new Error('no picture of the readers');
      return ok(undefined);
    } catch (cause) {
      isOpen = false;
      this.#channel = null;
      await channel?.close();
      return err(goneWith(cause));
    }
  }

  async connect(reader: string): Promise<Result<number, PcscFailure>> {
    const answer = await this.#call({ do: 'connect', reader });
    if (!answer.ok) return answer;
    return typeof answer.value === 'number' ? ok(answer.value) : nonsense;
  }

  async transmit(card: number, apdu: Uint8Array): Promise<Result<Uint8Array, PcscFailure>> {
    const answer = await this.#call({ do: 'transmit', card, apdu });
    if (!answer.ok) return answer;
    return answer.value instanceof Uint8Array ? ok(answer.value) : nonsense;
  }

  async disconnect(card: number): Promise<void> {
    await this.#call({ do: 'disconnect', card });
  }

  async close(): Promise<void> {
    const channel = this.#channel;
    this.#channel = null;
    await channel?.close();
  }

  /** Without a limit: whoever calls bounds it, and a mute card is no reason to end a process that serves other devices. */
  async #call(request: PcscRequest): Promise<Result<unknown, PcscFailure>> {
    const channel = this.#channel;
    if (channel === null) return err({ reason: 'noService', detail: 'not open' });
    try {
      const answer = await channel.call(request, { limitMs: 0 });
      if (!isRecord(answer)) return ok(answer);
      if (answer.ok === true) return ok(answer.value);
      const failure = parseFailure(answer.error);
      return failure === null ? nonsense : err(failure);
    } catch (cause) {
      return err(goneWith(cause));
    }
  }
}

const nonsense: Result<never, PcscFailure> = err({ reason: 'failed', detail: 'an answer that makes no sense' });

function goneWith(cause: unknown): PcscFailure {
  return { reason: 'noService', detail: cause instanceof Error ? cause.message : 'the native host has gone' };
}
