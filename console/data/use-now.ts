import { useEffect, useState } from 'react';
import { pageClock } from './pace.ts';

/** The time now, renewed every `everyMs`: for words like "3 min ago". */
export function useNow(everyMs = 5000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    let cancel: () => void = () => undefined;
    const next = () => {
      cancel = pageClock.after(everyMs, () => {
        setNow(Date.now());
        next();
      });
    };
    next();
    return () => cancel();
  }, [everyMs]);
  return now;
}
