import type { Bench } from '../../drivers/simulators/bench/bench.ts';
import { within } from './kiosk-window.ts';

/** Resolves when the printer has given out more slips than `count`. */
export function slipBehind(bench: Bench, count: number): Promise<void> {
  return within('slip', (done) => {
    const check = () => {
      if (bench.slips().length > count) done();
    };
    const forget = bench.onChange(check);
    check();
    return forget;
  });
}
