/** Verdicts of a check. Each has a word and a shape. */
export const verdicts = ['pass', 'warn', 'fail', 'notFitted', 'running', 'waiting'] as const;
export type Verdict = (typeof verdicts)[number];
