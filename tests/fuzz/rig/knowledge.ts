import { receiptNumber } from '../../../contract/receipt-number.ts';
import { people } from '../../../hub/testing/case-kit.ts';

const mostOfOne = 40;
const idNames = /(Id|No|Code|^id|^kiosk|^code|^next|^version|^sendId|^digest)$/;

/** What somebody knows who has used the hub for a while: by name of the member, values that it has seen. */
export class Knowledge {
  readonly #values = new Map<string, unknown[]>();
  #receipts = 0;

  constructor() {
    const persons = [people.liYun, people.chenZhe, people.linJie, people.wangYi];
    const now = Date.now();
    this.add('person', [...persons, null]);
    this.add(
      'idNumber',
      persons.map(({ idNumber }) => idNumber),
    );
    this.add(
      'name',
      persons.map(({ name }) => name),
    );
    this.add('mobile', ['13800138000', '19912345678']);
    // A long poll waits on purpose, and delays of departments are kept short: here nobody has time.
    this.add('wait', [0]);
    this.add('delayMs', [0, 1]);
    this.add('outage', [false]);
    this.add('itemId', ['ss.card.loss', 'ss.card.replace', 'biz.open', 'cert.ss.insured']);
    this.add('document', ['cert.ss.insured']);
    this.add('amountFen', [2000, 0]);
    this.add('serviceId', ['hukou.move']);
    this.add('placeId', ['hall-LW']);
    this.add('date', [new Date(now + 86_400_000).toISOString().slice(0, 10)]);
    this.add('at', [new Date(now).toISOString()]);
    this.add('account', ['root', 'gone', 'fuzz1.operator']);
    this.add('staffId', ['1001', '2001']);
    this.add('reason', ['drill', 'lost']);
    this.add('district', ['TH', 'LW', 'YX']);
    this.add('code', ['gz.hrss', 'social-security', 'offline']);
    this.add('storeEpoch', ['epoch-1', 'epoch-2']);
    this.add('fromMs', [now - 3_600_000]);
    this.add('toMs', [now]);
    this.add('state', []);
  }

  of(name: string): readonly unknown[] {
    return this.#values.get(name) ?? [];
  }

  add(name: string, values: readonly unknown[]): void {
    const known = this.#values.get(name) ?? [];
    for (const value of values) if (!known.includes(value)) known.push(value);
    // The first ones are those that were planted; of what was learned the newest is kept.
    if (known.length > mostOfOne) known.splice(mostOfOne / 2, known.length - mostOfOne);
    this.#values.set(name, known);
  }

  /** Ids of an answer, two levels down. */
  learn(value: unknown, levels = 3): void {
    if (levels === 0 || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, 5)) this.learn(one, levels - 1);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'object') this.learn(member, levels - 1);
      else if (idNames.test(name) && member !== '' && name !== 'idNumber') {
        this.add(name === 'next' ? 'after' : name, [member]);
      }
    }
  }

  /** A new receipt number of a machine. */
  receiptOf(kiosk: string): string {
    this.#receipts += 1;
    const receiptNo = receiptNumber(kiosk, '261129', this.#receipts % 9999);
    this.add('receiptNo', [receiptNo]);
    return receiptNo;
  }
}
