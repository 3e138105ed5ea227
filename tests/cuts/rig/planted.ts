import { inCharsets } from '../../canaries/encodings.ts';
import { personaOf } from './cut-citizen.ts';

/** Mobile number that citizens type, and that the departments have on file for everybody. */
const mobile = '13800138000';

/** Values of one person that must be nowhere after the visit, each in the encodings of the wire and of the window. */
export interface Planted {
  readonly name: string;
  readonly needles: readonly { readonly what: string; readonly bytes: Buffer }[];
}

/** @param ids everybody whose card is laid down in a visit */
export function planted(ids: readonly string[]): readonly Planted[] {
  return ids.map((id) => {
    const persona = personaOf(id);
    const values = { name: persona.name, number: persona.number, address: persona.address ?? '', mobile };
    const needles = Object.entries(values)
      .filter(([, value]) => value !== '')
      .flatMap(([what, value]) =>
        inCharsets(value).map(([charset, bytes]) => ({ what: `${what} in ${charset}`, bytes })),
      );
    return { name: id, needles };
  });
}

/** What of these people stands in some bytes; empty = nothing. */
export function found(people: readonly Planted[], bytes: Buffer): readonly string[] {
  return people.flatMap(({ name, needles }) =>
    needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what }) => `${what} of ${name}`),
  );
}
