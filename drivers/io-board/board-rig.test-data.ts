import type { DeviceError } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { IoBoardSimulator, type IoBoardSimulatorOptions } from '../simulators/io-board-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../transport/linked-transport.ts';
import type { ContactChange } from './io-board.ts';
import type { IoBoardProfile } from './profile.ts';
import { createIoBoard } from './serial-io-board.ts';

/** A board facade and a simulated board on an in-memory line, in virtual time. */
export function boardRig(
  o: {
    readonly profile?: Partial<IoBoardProfile>;
    readonly line?: Partial<LinkedLineOptions>;
    readonly simulator?: Partial<IoBoardSimulatorOptions>;
  } = {},
) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-io', ...o.line });
  const simulator = new IoBoardSimulator({ clock, send: (bytes) => line.send(bytes), ...o.simulator });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const board = createIoBoard({
    id: 'ioBoard',
    transport: line.transport,
    clock,
    log,
    random: () => 0.5,
    ...(o.profile === undefined ? {} : { profile: o.profile }),
  });
  const changes: ContactChange[] = [];
  board.onContact((change) => changes.push(change));
  return {
    clock,
    line,
    simulator,
    board,
    logged,
    changes,
    async ready(): Promise<void> {
      board.start();
      await clock.advance(500);
    },
    /** `result` stays null until the call has settled. */
    call(run: () => Promise<Result<void, DeviceError>>): { result: Result<void, DeviceError> | null } {
      const call: { result: Result<void, DeviceError> | null } = { result: null };
      void run().then((result) => {
        call.result = result;
      });
      return call;
    },
    async end(): Promise<void> {
      await board.close();
      simulator.stop();
    },
  };
}
