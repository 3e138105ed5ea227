import { type DeviceClass, deviceClasses } from '../../drivers/registry.ts';
import type { LiveWire, WireLine } from '../../drivers/trace/live-wire.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { pagesOf } from './rights.ts';

/** Messages come faster than anybody reads: the page is drawn at once, then at most so often, milliseconds. */
const drawMs = 120;
/** Lines of one look back. */
export const wireLinesShown = 14;

/**
 * Looking at a wire: begins with the page of a device's wire and goes on until the person leaves, so that a test that is started elsewhere is seen as well. What somebody wants to read
 * stands still; the wire goes on behind it.
 */
export class WirePart implements BenchPart {
  readonly #bench: Bench;
  readonly #looks = new Map<DeviceClass, () => void>();
  #isDrawn = false;
  #isMore = false;
  #cancel: () => void = () => undefined;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string, name: string): boolean {
    const bench = this.#bench;
    const { wire } = bench.desk;
    switch (what) {
      case 'go':
      case 'device':
        if (wire !== null) bench.put({ wire: null });
        return false;
      case 'wire': {
        const role = deviceClasses.find((candidate) => candidate === name);
        if (role === undefined || !pagesOf(person).includes('devices')) return true;
        const live = bench.o.devices.wire(role);
        if (live === null) return true;
        this.#look(role, live);
        bench.audit(person, `wire.${role}`, 'looked');
        bench.put({ page: 'devices', deviceId: role, wire: { standing: null, back: 0 } });
        return true;
      }
      case 'wire.pause':
        if (wire !== null) bench.put({ wire: { standing: this.#lines(), back: 0 } });
        return true;
      case 'wire.go':
        if (wire !== null) bench.put({ wire: { standing: null, back: 0 } });
        return true;
      case 'wire.older':
      case 'wire.newer': {
        if (wire?.standing == null) return true;
        const most = Math.max(0, Math.ceil(wire.standing.length / wireLinesShown) - 1);
        const back = Math.min(most, Math.max(0, wire.back + (what === 'wire.older' ? 1 : -1)));
        bench.put({ wire: { ...wire, back } });
        return true;
      }
      default:
        return false;
    }
  }

  settle(): Promise<void> {
    this.#cancel();
    for (const end of this.#looks.values()) end();
    this.#looks.clear();
    return Promise.resolve();
  }

  #lines(): readonly WireLine[] {
    const role = deviceClasses.find((candidate) => candidate === this.#bench.desk.deviceId);
    return role === undefined ? [] : (this.#bench.o.devices.wire(role)?.lines() ?? []);
  }

  #look(role: DeviceClass, live: LiveWire): void {
    if (this.#looks.has(role)) return;
    this.#looks.set(
      role,
      live.watch(() => {
        const { wire, deviceId } = this.#bench.desk;
        if (deviceId === role && wire !== null && wire.standing === null) this.#draw();
      }),
    );
  }

  #draw(): void {
    if (this.#isDrawn) {
      this.#isMore = true;
      return;
    }
    this.#isDrawn = true;
    this.#isMore = false;
    this.#bench.keeper.changed();
    this.#cancel = this.#bench.o.clock.after(drawMs, () => {
      this.#isDrawn = false;
      if (this.#isMore) this.#draw();
    });
  }
}
