import fc from 'fast-check';

/**
 * Property tests draw the same values in every run of `npm test`: a change that breaks nothing must not fail by chance, and a failure must come back.
 * `YITIJI_SEED=<number>` draws others, `YITIJI_SEED=random` new ones each time; a failure prints its seed and shortest counterexample either way.
 */
const wanted = process.env.YITIJI_SEED ?? '20261123';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
