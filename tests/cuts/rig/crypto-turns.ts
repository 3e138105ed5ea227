/** How many operations of Web Crypto are under way: they run on threads of their own, so virtual time must wait for them. */
let underWay = 0;

const names = [
  'encrypt',
  'decrypt',
  'sign',
  'verify',
  'digest',
  'generateKey',
  'deriveBits',
  'deriveKey',
  'importKey',
  'exportKey',
] as const;

for (const name of names) {
  const subtle = globalThis.crypto.subtle as unknown as Record<
    string,
    (...args: readonly unknown[]) => Promise<unknown>
  >;
  const original = subtle[name];
  if (original === undefined) continue;
  subtle[name] = async (...args) => {
    underWay += 1;
    try {
      return await original.apply(globalThis.crypto.subtle, [...args]);
    } finally {
      underWay -= 1;
    }
  };
}

/** Every promise that is ready has run, and nothing is being sealed: for `VirtualClock`. */
export async function quiet(): Promise<void> {
  do {
    await new Promise((resolve) => setImmediate(resolve));
  } while (underWay > 0);
}
