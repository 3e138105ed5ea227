import { intakeLimits } from '../intake.ts';
import type { Limits } from './line.ts';

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Limits of the checks (docs/domain/technician-and-operations.md §5); the second number is where the machine itself stops taking something in. */
export const checkLimits = {
  diskPercent: { warn: intakeLimits.diskLow * 100, fail: intakeLimits.diskUsed * 100 },
  probeMs: { warn: 1_000, fail: null },
  /** Days: the machine reads everything through each night, and after a week at the latest. */
  checkDays: { warn: 8, fail: null },
  backupDays: { warn: 3, fail: null },
  outboxDepth: { warn: 50, fail: intakeLimits.pending + 1 },
  outboxHours: { warn: 4, fail: intakeLimits.oldestMs / hourMs },
  clockSeconds: { warn: 5, fail: 120 },
  roundTripMs: { warn: 2_000, fail: null },
  celsius: { warn: 60, fail: 80 },
} as const satisfies Readonly<Record<string, Limits>>;

/** The fewer the worse. */
export const checkFloors = {
  certificateDays: { warn: 30, fail: 7 },
  memoryPercent: { warn: 10, fail: 4 },
} as const;
