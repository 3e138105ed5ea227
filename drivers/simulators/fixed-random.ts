/**
 * The same sequence each time, 0 ≤ x < 1: good enough for noise and cuts, of no use for secrets.
 * Source of the two constants: Press et al., Numerical Recipes, “quick and dirty” linear congruential generator.
 */
export function fixedRandom(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return seed / 4_294_967_296;
  };
}
