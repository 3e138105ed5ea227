import type { ScanDecoder, ScanEvent } from './scan-decoder.ts';
import { textOf } from './text.ts';

/** Feeds pieces with pauses between them, ticking whenever the decoder asks for it, and lets everything end by silence. */
export function decodeAll(
  decoder: ScanDecoder,
  pieces: readonly { readonly pauseMs: number; readonly bytes: Uint8Array }[],
) {
  const events: ScanEvent[] = [];
  let nowMs = 1_000;
  const passUntil = (endMs: number) => {
    for (let due = decoder.deadlineMs; due !== null && due <= endMs; due = decoder.deadlineMs) {
      events.push(...decoder.tick(due));
    }
    nowMs = endMs;
  };
  for (const { pauseMs, bytes } of pieces) {
    passUntil(nowMs + pauseMs);
    events.push(...decoder.push(bytes.slice(), nowMs));
  }
  passUntil(nowMs + 60_000);
  return {
    events,
    scans: events.flatMap((event) =>
      event.type === 'scan' ? [{ ...textOf(event.bytes), bytes: event.bytes, symbology: event.symbology }] : [],
    ),
    dropped: events.flatMap((event) =>
      event.type === 'dropped' ? [{ reason: event.reason, bytes: event.bytes }] : [],
    ),
    replies: events.flatMap((event) => (event.type === 'reply' ? [event.reply] : [])),
  };
}
