import type { Clock } from '../../../contract/clock.ts';
import { type DeviceError, deviceError, type ErrorCode, type Outcome, type Phase } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { StatusTracker } from '../../core/status-tracker.ts';
import { type IppCallError, IppCaller } from '../ipp/ipp-caller.ts';
import type { IppPort } from '../ipp/ipp-port.ts';
import type { IppTarget } from '../ipp/operations.ts';
import { codeOf } from './call-error.ts';

export interface SpoolerCallsOptions {
  readonly id: string;
  readonly port: IppPort;
  readonly target: IppTarget;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracker: StatusTracker;
  /** The end of the driver ends every call. */
  readonly stop: AbortSignal;
}

/** Calls to the spooler, and their errors as errors of the printer. */
export class SpoolerCalls {
  readonly caller: IppCaller;
  readonly target: IppTarget;
  readonly stop: AbortSignal;
  readonly #o: SpoolerCallsOptions;

  constructor(options: SpoolerCallsOptions) {
    this.#o = options;
    this.caller = new IppCaller(options.port, options.clock);
    this.target = options.target;
    this.stop = options.stop;
  }

  call(message: Parameters<IppCaller['call']>[0], ms: number, document?: Uint8Array) {
    return this.caller.call(message, {
      ms,
      signal: this.stop,
      ...(document === undefined ? {} : { document }),
    });
  }

  /** Given up by whoever asked. */
  aborted(signal: AbortSignal | undefined, phase: Phase): DeviceError {
    return this.error(signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED', 'notStarted', phase);
  }

  callError(error: IppCallError, outcome: Outcome, phase: Phase): DeviceError {
    return this.error(codeOf(error), outcome, phase, { vendor: { code: error.detail }, cause: error.kind });
  }

  error(
    code: ErrorCode,
    outcome: Outcome,
    phase: Phase,
    more: Pick<Partial<DeviceError>, 'vendor' | 'mediaAt' | 'cause'> = {},
  ): DeviceError {
    return deviceError(code, outcome, { deviceId: this.#o.id, phase, epoch: this.#o.tracker.current.epoch, ...more });
  }

  logFailure(call: string, error: DeviceError): void {
    const { code, outcome, vendor } = error;
    this.#o.log('device.call.failed', { deviceId: this.#o.id, call, code, outcome, vendor: vendor?.code ?? '' });
  }
}
