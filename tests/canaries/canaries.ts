import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64Of, formsOf, inCharsets } from './encodings.ts';
import { Finder, type Needle } from './finder.ts';

interface Persona {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly number: string;
  readonly address: string | null;
  readonly newestAddresses?: readonly string[];
}

interface DemonstrationFile {
  readonly personas: readonly Persona[];
  readonly cards: readonly { readonly cardId: string; readonly cardNumber?: string }[];
}

/** A planted value, by a name that a message may say. */
export interface Canary {
  readonly what: string;
  readonly value: string;
}

/** Values that tests type at a window or hand to a service, besides the personas: mobile numbers, free words, names of people at the machine, tokens. */
const typed: readonly Canary[] = [
  { what: 'mobile number of the main paths', value: '13800138000' },
  { what: 'mobile number of a service test', value: '13900139000' },
  { what: 'mobile number of a second service test', value: '13700137000' },
  { what: 'mobile number of the visits that are looked at', value: '13512349876' },
  { what: 'mobile number of the visits that are looked at', value: '13512349875' },
  { what: 'mobile number of the visits that are looked at', value: '13512349874' },
  { what: 'mobile number of the canary person', value: '19912345678' },
  { what: 'free words of the canary person', value: 'CANARY金丝雀' },
  { what: 'operator token', value: 'test-operator-token' },
  { what: 'operator token', value: 'operator-token-of-the-tests' },
];

/** Every value that tests plant, each once. @param root of the project */
export function plantedCanaries(root: string): readonly Canary[] {
  const { personas, cards } = JSON.parse(
    readFileSync(join(root, 'kiosk-config/demo/personas.json'), 'utf8'),
  ) as DemonstrationFile;
  const all: Canary[] = personas.flatMap(({ id, name, nameEn, number, address, newestAddresses }) => [
    { what: `name of ${id}`, value: name },
    ...(nameEn === undefined ? [] : [{ what: `English name of ${id}`, value: nameEn }]),
    // Numbers of residents are found by their region, which belongs to nobody: also those of the generated people of the city.
    ...(number.startsWith(region) ? [] : [{ what: `number of ${id}`, value: number }]),
    ...[address, ...(newestAddresses ?? [])].flatMap((value) =>
      value === null ? [] : [{ what: `address of ${id}`, value }],
    ),
  ]);
  for (const { cardId, cardNumber } of cards)
    if (cardNumber !== undefined) all.push({ what: `number of card ${cardId}`, value: cardNumber });
  all.push(...typed);
  return [...new Map(all.map((canary) => [canary.value, canary])).values()];
}

/** The finder for all of them and for the shapes below. */
export function canaryFinder(root: string): Finder {
  return new Finder([...plantedCanaries(root).flatMap(needlesOf), ...shapes()]);
}

/** A value in every form. So short a form may stand in any bytes by chance: its neighbours must be text of the same kind. */
function needlesOf({ what, value }: Canary): readonly Needle[] {
  return formsOf(value).map(({ name, bytes }) => ({
    what: `${what} (${name})`,
    bytes,
    ...(bytes.length < 6 && { fits: standsInText(name) }),
  }));
}

/** Region of every resident's number here; assigned to no place (`hub/city/numbers.ts`). */
const region = '440199';
const residentNumber = /^440199(?:19|20)\d{9}[\dXx]/;

/** What is known by its shape: a number of any resident of the synthetic city, a private key that nobody wrote down beforehand. */
function shapes(): readonly Needle[] {
  return [...residentNumbers(), ...privateKeys()];
}

function residentNumbers(): readonly Needle[] {
  const needles: Needle[] = [];
  const what = 'number of a resident of the synthetic city';
  for (const [charset, bytes] of inCharsets(region)) {
    const width = bytes.length / region.length;
    const textOf = (own: Buffer) =>
      (charset === 'UTF-16BE' ? Buffer.from(own).swap16() : own).toString(width === 1 ? 'latin1' : 'utf16le');
    const readsAs = (own: Buffer) => residentNumber.test(textOf(own));
    const whole = 18 * width;
    needles.push({
      what: `${what} (${charset})`,
      bytes,
      // What stands before it says nothing: fields follow each other in SQLite without a sign between them.
      fits: (all, at) => at + whole <= all.length && readsAs(all.subarray(at, at + whole)),
    });
    for (const hex of new Set([bytes.toString('hex'), bytes.toString('hex').replace(/..(?=.)/g, '$& ')])) {
      needles.push({
        what: `${what} (${charset}, hexadecimal)`,
        bytes: Buffer.from(hex),
        fits: (all, at) =>
          readsAs(
            Buffer.from(
              all
                .subarray(at, at + whole * 3)
                .toString('latin1')
                .replaceAll(' ', '')
                .slice(0, 2 * whole),
              'hex',
            ),
          ),
      });
    }
    for (const letters of base64Of(bytes)) {
      needles.push({
        what: `${what} (${charset}, base64)`,
        bytes: Buffer.from(letters),
        // Which of the three ways to begin it is: the one that reads as a number.
        fits: (all, at) =>
          [0, 1, 2, 3].some(
            (back) =>
              Buffer.from(all.subarray(Math.max(0, at - back), at + 2 * whole).toString('latin1'), 'base64')
                .toString('latin1')
                .replaceAll('\0', '')
                .match(/440199(?:19|20)\d{9}[\dXx]/) !== null,
          ),
      });
    }
  }
  return needles;
}

/** Heads of a PKCS #8 file (RFC 8410 for Ed25519 and X25519): what follows is the secret. */
function privateKeys(): readonly Needle[] {
  return (
    [
      ['Ed25519', '302e020100300506032b657004220420'],
      ['X25519', '302e020100300506032b656e04220420'],
      // GB/T 35276; the public half, which stands beside the same names of curve and kind, is a bit string and not this.
      ['SM2', '06082a811ccf5501822d046d306b0201010420'],
    ] as const
  ).flatMap(([kind, head]) => {
    const bytes = Buffer.from(head, 'hex');
    const forms = [
      ['bytes', bytes],
      ['hexadecimal', Buffer.from(head)],
      ...base64Of(bytes).map((text) => ['base64', Buffer.from(text)] as const),
    ] as const;
    return [
      ...new Map(
        forms.map(([form, own]) => [own.toString('latin1'), { what: `private key of ${kind} (${form})`, bytes: own }]),
      ).values(),
    ];
  });
}

/** Two characters on either side read as text: letters, digits, punctuation, Chinese, or the end of what was written. */
function standsInText(form: string): (all: Buffer, at: number) => boolean {
  const decoder = new TextDecoder(form === 'GB18030' ? 'gb18030' : form === 'UTF-16BE' ? 'utf-16be' : 'utf-16le');
  const isText = (bytes: Buffer) =>
    /^[\x20-\x7e\t\r\n\0\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*$/.test(decoder.decode(bytes));
  return (all, at) => {
    const [before, after] = [all.subarray(Math.max(0, at - 4), at), all.subarray(at + 4, Math.min(all.length, at + 8))];
    // Some names are four letters of base64 when they are written in UTF-16: 何婉 is `UOIZ`, and its neighbours there read as Chinese.
    const isAscii =
      before.length + after.length > 0 && /^[\x20-\x7e\n]*$/.test(all.toString('latin1', at - before.length, at + 8));
    return !isAscii && isText(before) && isText(after);
  };
}
