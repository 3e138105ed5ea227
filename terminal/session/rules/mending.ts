import type { Matter } from '../../../contract/pulls/cases.ts';

/** A department asks for a part of the form once more; the rest of the application is not touched by that. */
export const needsMending = ({ state, section }: Matter): boolean =>
  section !== null && (state === 'needMore' || state === 'refused');
