import { useEffect, useState } from 'react';
import { hubNow } from './hub-clock.ts';
import { pageClock } from './pace.ts';

/** The hub's time now, renewed every `everyMs`: for words like "3 min ago". */
export function useNow(everyMs = 5000): number {
  const [now, setNow] = useState(hubNow);
  useEffect(() => {
    let cancel: () => void = () => undefined;
    const next = () => {
      cancel = pageClock.after(everyMs, () => {
        setNow(hubNow());
        next();
      });
    };
    next();
    return () => cancel();
  }, [everyMs]);
  return now;
}
