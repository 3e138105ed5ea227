import { readdirSync, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { SystemFacts } from '../facts.ts';

/** Source: Linux kernel, Documentation/driver-api/thermal/sysfs-api: `temp` in thousandths of a degree Celsius. */
const zonesDir = '/sys/class/thermal';

/** Memory and temperature, where the system tells. */
export function lookAtSystem(dir: string = zonesDir): SystemFacts {
  const total = totalmem();
  const zones = celsiusOf(dir).filter((value) => value > -40 && value < 200);
  return {
    memoryFree: total > 0 ? freemem() / total : null,
    celsius: zones.length === 0 ? null : Math.max(...zones),
  };
}

function celsiusOf(dir: string): readonly number[] {
  let zones: readonly string[];
  try {
    zones = readdirSync(dir).filter((name) => name.startsWith('thermal_zone'));
  } catch {
    return []; // another system, or a machine without sensors
  }
  return zones.flatMap((zone) => {
    try {
      const value = Number(readFileSync(join(dir, zone, 'temp'), 'utf8'));
      return Number.isFinite(value) ? [value / 1000] : [];
    } catch {
      return []; // a zone that is switched off answers with an error
    }
  });
}
