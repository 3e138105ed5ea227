import { expect, test } from 'vitest';
import { commissioningHash, type UnsignedReport } from './commissioning-hash.ts';

test('a report that a database has given back in another order of keys is still the report that was signed', () => {
  const report = {
    number: 'C-1',
    kiosk: 'TH0017',
    panel: { widthMm: 268, heightMm: 477 },
  } as unknown as UnsignedReport;
  const stored = {
    panel: { heightMm: 477, widthMm: 268 },
    kiosk: 'TH0017',
    number: 'C-1',
  } as unknown as UnsignedReport;
  expect(commissioningHash(stored)).toBe(commissioningHash(report));
  expect(commissioningHash({ ...report, kiosk: 'TH0018' } as UnsignedReport)).not.toBe(commissioningHash(report));
});
