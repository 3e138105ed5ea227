/** States of a result that have a heading and a sentence of their own; what is missing falls back to `result.<state>`. */
export const resultStates = [
  'stored',
  'delivered',
  'unknown',
  'accepted',
  'inProgress',
  'needMore',
  'waitSpouse',
  'waitSign',
  'ready',
  'withdrawn',
  'expired',
  'effective',
  'duplicate',
  'refused',
] as const;
