import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '../../build/project.mjs';
import { newSigningKeyPem } from '../../contract/signing.ts';
import { canaryFinder, plantedCanaries } from './canaries.ts';
import { formsOf, inCharsets, toGb18030 } from './encodings.ts';
import { Finder } from './finder.ts';

const canaries = plantedCanaries(root);
const finder = canaryFinder(root);
const found = (bytes: Buffer) => finder.find(bytes).map(({ what }) => what);

test('every planted value in every form, wherever it begins and whatever stands around it', () => {
  const all = canaries.flatMap(({ what, value }) => formsOf(value).map((form) => ({ what, ...form })));
  expect(all.length).toBeGreaterThan(1500);
  fc.assert(
    fc.property(fc.nat(17), fc.nat(9), (before, after) => {
      for (const { what, name, bytes } of all) {
        // Spaces of the same kind: short forms are told from chance by their neighbours.
        const space = name === 'UTF-16LE' ? ' \0' : name === 'UTF-16BE' ? '\0 ' : ' ';
        const around = (count: number) => Buffer.from(space.repeat(count));
        const hits = found(Buffer.concat([around(before), bytes, around(after)]));
        expect(hits).toContainEqual(expect.stringContaining(what));
      }
    }),
    { numRuns: 8 },
  );
});

test('a number of any resident of the synthetic city, also of one that no list has', () => {
  const number = '440199198803217754';
  for (const [, bytes] of inCharsets(number)) {
    const texts = [0, 1, 2].map((count) => Buffer.concat([Buffer.alloc(count, '"'), bytes, Buffer.from('"')]));
    const forms = [
      ...texts.map((text) => text.toString('base64url')),
      ...texts,
      bytes.toString('hex'),
      bytes.toString('hex').replace(/../g, '$& '),
    ];
    for (const form of forms) expect(found(Buffer.from(form))).toContainEqual(expect.stringContaining('a resident'));
  }
  // Straight behind another field, as in a row of SQLite, whose own sign for a text of 18 is a digit.
  expect(found(Buffer.from(`1${number}`))).toHaveLength(1);
  for (const other of ['91440199MA9X00011X', '4401991988', 'P440199201108', '440199000000000000'])
    expect(found(Buffer.from(`a ${other} b`))).toEqual([]);
});

test('private keys that nobody knew beforehand: PEM, DER, hexadecimal, base64 in JSON', () => {
  const der = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  for (const text of [
    newSigningKeyPem(),
    newSigningKeyPem('gm-1'),
    JSON.stringify({ key: der.toString('base64') }),
    der.toString('hex'),
    der,
  ]) {
    expect(found(Buffer.from(text))).toEqual([expect.stringMatching(/^private key of/)]);
  }
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(found(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })))).toEqual([]);
});

describe('what is no value', () => {
  test('bytes of chance, texts of the demonstration that name nobody', () => {
    const text = '社会保障卡挂失，天河区测试街 01 号机；13800000000；2026-11-29 440199000000000000';
    expect(found(Buffer.from(text))).toEqual([]);
    expect(found(Buffer.from(text, 'utf16le'))).toEqual([]);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1000, maxLength: 4000 }),
        (bytes) => found(Buffer.from(bytes)).length === 0,
      ),
    );
  });

  test('letters of base64 that happen to be a name in UTF-16 are no find, the name in a text of UTF-16 is one', () => {
    const name = '何婉';
    expect(Buffer.from(name, 'utf16le').toString('latin1')).toBe('UOIZ');
    expect(found(Buffer.from('hQk3vUOIZq8fABx\n'))).toEqual([]);
    for (const text of [name, `申请人：${name}，已受理`, `a ${name} b`, `\n${name}\n`])
      expect(found(Buffer.from(text, 'utf16le')).join(), text).toContain('he-wan');
  });

  test('the finder agrees with a plain search, byte for byte', () => {
    const small = fc.uint8Array({ minLength: 3, maxLength: 9, max: 3 });
    fc.assert(
      fc.property(
        fc.uniqueArray(small, { minLength: 1, maxLength: 6, selector: String }),
        fc.uint8Array({ maxLength: 60, max: 3 }),
        (needles, bytes) => {
          const all = Buffer.from(bytes);
          const own = new Finder(needles.map((needle) => ({ what: String(needle), bytes: Buffer.from(needle) })));
          const plain = needles.flatMap((needle) =>
            Array.from({ length: all.length }, (_, at) => at)
              .filter((at) => all.subarray(at, at + needle.length).equals(Buffer.from(needle)))
              .map((at) => `${needle} ${at}`),
          );
          expect(
            own
              .find(all, 1000)
              .map(({ what, at }) => `${what} ${at}`)
              .sort(),
          ).toEqual(plain.sort());
        },
      ),
    );
  });
});

test('GB 18030 is written as it is read, also the rare characters of names', () => {
  for (const name of ['黎赟', '林㛃', '陈喆', '阿依古丽·买买提江'])
    expect(new TextDecoder('gb18030').decode(toGb18030(name) ?? Buffer.alloc(0))).toBe(name);
});
