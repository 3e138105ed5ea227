import { useMemo } from 'react';
import { hubNow } from './hub-clock.ts';

const hourMs = 3_600_000;

/**
 * When a span of the last hours began, milliseconds since 1970; null = no span was chosen. Counted from the moment at which it was chosen, so that the question to the hub stays the same while its
 * answer is read page by page.
 * @param hours as the filter has it in the address; what is no number counts as none
 */
export function useSpanStart(hours: string): number | null {
  return useMemo(() => {
    const length = Number(hours);
    return hours === '' || !Number.isFinite(length) ? null : hubNow() - length * hourMs;
  }, [hours]);
}
