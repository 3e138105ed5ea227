import type { DeviceError, ErrorCode } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { Link } from '../../core/connection.ts';
import type { StatusTracker } from '../../core/status-tracker.ts';
import { sw3Class, sw3Text } from './codes.ts';
import type { SdtProtocol } from './protocol.ts';
import { samIdText } from './sam-id.ts';

export interface ModuleHealthOptions {
  readonly protocol: SdtProtocol;
  readonly status: StatusTracker;
  /** Looks without a usable reply in a row, after which the module counts as degraded. */
  readonly maxTries: number;
  readonly error: (code: ErrorCode, vendor?: string) => DeviceError;
  /** The module has just declared itself out of service; `vendor` is SW3 in hex. */
  readonly onOutOfService: (vendor: string) => void;
}

/**
 * Whether the security module itself is well: its identity after opening, its answers that make no sense, its word that it is out of service, and how
 * it is brought back. Knows nothing of cards.
 */
export class ModuleHealth {
  readonly #o: ModuleHealthOptions;
  #samId: string | null = null;
  /** Looks in a row without a usable reply. */
  #badLooks = 0;
  #outOfService: string | null = null;

  constructor(options: ModuleHealthOptions) {
    this.#o = options;
  }

  /** Identity of the module, read after opening; null when it did not say. */
  get samId(): string | null {
    return this.#samId;
  }

  /** SW3 with which the module declared itself out of service, else null. */
  get outOfService(): string | null {
    return this.#outOfService;
  }

  /** Asks whether an SDT module answers, and which one. Errors: E_IO_TIMEOUT, E_PROTOCOL, E_LINK_LOST. */
  async identify(link: Link): Promise<Result<void, DeviceError>> {
    const { protocol, error } = this.#o;
    protocol.reset();
    let state = await protocol.request(link, 'samStatus');
    if (state.ok && !['ok', 'outOfService'].includes(sw3Class(state.value.sw3))) {
      await protocol.request(link, 'resetSam');
      state = await protocol.request(link, 'samStatus');
    }
    if (!state.ok) {
      const codes = { silent: 'E_IO_TIMEOUT', damaged: 'E_PROTOCOL', lost: 'E_LINK_LOST' } as const;
      return err(error(codes[state.error]));
    }
    const { sw3 } = state.value;
    // Proof enough of an SDT module, even though it says that it cannot work.
    if (sw3Class(sw3) === 'outOfService') {
      this.goOutOfService(sw3Text(sw3));
      return ok(undefined);
    }
    if (sw3 !== 0x90) return err(error('E_PROTOCOL', sw3Text(sw3)));
    if (this.#outOfService !== null) this.#backInService();
    const sam = await protocol.request(link, 'readSamId');
    const text = sam.ok && sam.value.sw3 === 0x90 ? samIdText(sam.value.data) : null;
    this.#samId = text?.ok ? text.value : null;
    this.#badLooks = 0;
    return ok(undefined);
  }

  /** A look at the pad got a usable reply. */
  goodLook(): void {
    this.#badLooks = 0;
    if (this.#o.status.current.condition === 'degraded') this.#o.status.set({ condition: 'ok' });
  }

  /**
   * A look at the pad got none: the module is revived, or the link given up.
   * @returns true when that has happened so often in a row that a caller should not wait any longer
   */
  async badLook(link: Link): Promise<boolean> {
    this.#badLooks += 1;
    await this.revive(link);
    if (link.signal.aborted || this.#badLooks < this.#o.maxTries) return false;
    if (this.#outOfService === null) this.#o.status.set({ condition: 'degraded' });
    return true;
  }

  /** Asks whether the module still makes sense, resets it if not, and gives the link up if that does not help. */
  async revive(link: Link): Promise<void> {
    for (const command of ['samStatus', 'resetSam'] as const) {
      const reply = await this.#o.protocol.request(link, command, { repeats: 0 });
      if (!reply.ok && reply.error === 'lost') return;
      if (!reply.ok) continue;
      const { sw3 } = reply.value;
      if (sw3Class(sw3) === 'outOfService') {
        this.goOutOfService(sw3Text(sw3));
        return;
      }
      if (sw3 === 0x90) return;
    }
    link.abandon(new Error('the module no longer answers'));
  }

  goOutOfService(vendor: string): void {
    this.#outOfService = vendor;
    this.#o.status.set({ condition: 'faulted' });
    this.#o.status.openFault('E_NOT_READY');
    this.#o.onOutOfService(vendor);
  }

  /** Tries to bring a module back that is out of service; true when it is well again. */
  async tryService(link: Link): Promise<boolean> {
    await this.#o.protocol.request(link, 'resetSam', { repeats: 0 });
    const reply = await this.#o.protocol.request(link, 'samStatus');
    if (!reply.ok || reply.value.sw3 !== 0x90) return false;
    this.#backInService();
    return true;
  }

  #backInService(): void {
    this.#outOfService = null;
    this.#o.status.set({ condition: 'ok' });
    this.#o.status.closeFault('E_NOT_READY');
  }
}
