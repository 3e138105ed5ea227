/** Size of a message as JSON, in bytes of UTF-8; `undefined` when it is no JSON value: functions, cycles, big integers, and what is nested deeper than anything of ours. */
export function jsonBytes(message: unknown): number | undefined {
  try {
    const text: string | undefined = JSON.stringify(message);
    return text === undefined ? undefined : Buffer.byteLength(text);
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError) return undefined;
    throw cause;
  }
}
