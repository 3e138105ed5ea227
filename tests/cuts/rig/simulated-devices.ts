import type { Clock } from '../../../contract/clock.ts';
import type { Log } from '../../../contract/log.ts';
import { err } from '../../../contract/result.ts';
import { createDispenser } from '../../../drivers/card-dispenser/dispenser.ts';
import { createF2Wire } from '../../../drivers/card-dispenser/f2/f2-wire.ts';
import { createCupsPrinter } from '../../../drivers/document-printer/cups/cups-printer.ts';
import type { IppPort } from '../../../drivers/document-printer/ipp/ipp-port.ts';
import { createSdtReader } from '../../../drivers/id-reader/sdt/sdt-reader.ts';
import { createEscposPrinter } from '../../../drivers/receipt-printer/escpos/escpos-printer.ts';
import { CardWorld } from '../../../drivers/simulators/card-world.ts';
import { EscposSimulator } from '../../../drivers/simulators/escpos-simulator.ts';
import { F2Simulator } from '../../../drivers/simulators/f2-simulator.ts';
import { IppSimulator } from '../../../drivers/simulators/ipp-simulator.ts';
import { PersonaliserSimulator } from '../../../drivers/simulators/personaliser-simulator.ts';
import { SdtSimulator } from '../../../drivers/simulators/sdt-simulator.ts';
import { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import type { Transport } from '../../../drivers/transport/transport.ts';
import type { DeviceSet } from '../../../terminal/devices/device-set.ts';
import type { CardPersonaliser } from '../../../terminal/personaliser/card-personaliser.ts';
import { createPersonaliser } from '../../../terminal/personaliser/wire-personaliser.ts';

export const hopper = 20;
export const dispenserId = 'cardDispenser';
type LineName = 'idReader' | 'receiptPrinter' | 'cardDispenser' | 'personaliser';

/** The hardware of one machine as bytes in simulated time. It outlives the programs that use it, as hardware does. */
export class SimulatedDevices {
  readonly cards = new CardWorld({ hopper });
  readonly reader: SdtSimulator;
  readonly paper: EscposSimulator;
  readonly dispenser: F2Simulator;
  readonly personaliser: PersonaliserSimulator;
  readonly a4: IppSimulator;
  readonly #lines = new Map<LineName, LinkedLine>();

  constructor(clock: Clock) {
    const toHost = (name: LineName) => (bytes: Uint8Array) => this.#lines.get(name)?.send(bytes);
    this.reader = new SdtSimulator({ clock, send: toHost('idReader') });
    this.paper = new EscposSimulator({ clock, send: toHost('receiptPrinter'), paperLines: 5_000 });
    this.dispenser = new F2Simulator({ clock, world: this.cards, send: toHost('cardDispenser') });
    this.personaliser = new PersonaliserSimulator({
      clock,
      send: toHost('personaliser'),
      hasCard: () => this.cards.card?.place === 'inside',
    });
    this.a4 = new IppSimulator({ clock, hasOnceBackend: true, pageMs: 400 });
  }

  /** Drivers of one program on fresh ports; the ports of the program before are gone. */
  plugIn(clock: Clock, log: Log, isAlive: () => boolean) {
    this.#unplug();
    const line = (name: LineName, hear: (bytes: Uint8Array) => void) => {
      const made = new LinkedLine({ id: name, clock });
      made.onHostBytes(hear);
      this.#lines.set(name, made);
      return deafWhenDead(made.transport, isAlive);
    };
    const shared = { clock, log, random: () => 0.5 };
    const port: IppPort = {
      id: this.a4.id,
      post: (request, document, signal) =>
        isAlive()
          ? this.a4.post(request, document, signal)
          : Promise.resolve(err({ kind: 'absent', mayHaveArrived: false, detail: 'the program is gone' })),
    };
    const idReader = createSdtReader({
      ...shared,
      id: 'idReader',
      transport: line('idReader', (bytes) => this.reader.receive(bytes)),
    });
    const receiptPrinter = createEscposPrinter({
      ...shared,
      id: 'receiptPrinter',
      transport: line('receiptPrinter', (bytes) => this.paper.receive(bytes)),
    });
    const cardDispenser = createDispenser({
      ...shared,
      id: dispenserId,
      transport: line('cardDispenser', (bytes) => this.dispenser.receive(bytes)),
      wire: createF2Wire({ clock, profile: {} }),
    });
    const documentPrinter = createCupsPrinter({
      id: 'documentPrinter',
      port,
      queue: 'A4',
      clock,
      log,
      profile: { pageEvidence: 'printer' },
    });
    const personaliser: CardPersonaliser = createPersonaliser({
      ...shared,
      id: 'personaliser',
      transport: line('personaliser', (bytes) => this.personaliser.receive(bytes)),
    });
    const all = [idReader, receiptPrinter, cardDispenser, documentPrinter];
    const devices: DeviceSet = {
      idReader,
      receiptPrinter,
      cardDispenser,
      documentPrinter,
      scanner: null,
      smartCard: null,
      ioBoard: null,
      all,
      wire: () => null,
      hosts: () => [],
      reconnect: () => Promise.resolve(false),
      openPort: () => {
        throw new Error('no such port');
      },
      start: () => {
        receiptPrinter.warmUp();
        for (const device of all) device.start();
      },
      close: async () => {
        await Promise.all(all.map((device) => device.close()));
      },
    };
    return { devices, personaliser };
  }

  /** Nothing is answered any more and no timer is left. */
  stop(): void {
    this.#unplug();
    this.dispenser.stop();
  }

  #unplug(): void {
    for (const line of this.#lines.values()) line.unplug();
  }
}

/** A program that was killed hears nothing, not even that its port closed. */
function deafWhenDead(transport: Transport, isAlive: () => boolean): Transport {
  return {
    ...transport,
    open: (listener, signal) =>
      transport.open(
        {
          bytes: (bytes) => {
            if (isAlive()) listener.bytes(bytes);
          },
          closed: (cause) => {
            if (isAlive()) listener.closed(cause);
          },
        },
        signal,
      ),
  };
}
