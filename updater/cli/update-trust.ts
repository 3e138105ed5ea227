import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import { describeTrust, type TrustedPart } from '../metadata/describe-trust.ts';
import { KeptMetadata } from '../metadata/kept-metadata.ts';
import { trustFolder } from '../metadata/trust.ts';
import { TrustedTime } from '../metadata/trusted-time.ts';
import { rootOf, rootOption } from './root-option.ts';

/** What is meant, and who or what mends it. */
const meanings: Readonly<Partial<Record<NonNullable<TrustedPart['fault']>, string>>> = {
  absent: 'not here yet: the machine has not reached the repository since it was installed or since its keys changed',
  unread: 'not asked: what stands above it does not count',
  expired: 'has run out: whoever publishes signs again; is the clock of this machine right?',
  forged: 'not signed by enough of the keys that may: the disk has changed it, or its keys were taken back',
  rolledBack: 'older than what was seen',
  mixed: 'does not belong to the rest: the disk has changed it; the next look at the repository brings it again',
  wrongRole: 'another kind of file stands here',
  damaged: 'cannot be read: the next look at the repository brings it again',
  unknownTarget: 'nobody delegates to it any more',
};

/** Looks at what this machine holds for genuine, on the disk and without network. Exit 0 = all of it counts now, so a release that it names could be installed. */
export const updateTrust: Command = {
  name: 'update trust',
  summary: 'What this machine holds for genuine: versions and expiry of the metadata of releases.',
  options: rootOption,
  run: async ({ options }) => {
    const root = rootOf(options.root);
    const shipped = join(root, 'current', 'root.json');
    let shippedRoot: Uint8Array;
    try {
      shippedRoot = readFileSync(shipped);
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
      const message = `there is no ${shipped}: is ${root} the folder of an installation?`;
      return { exit: 1, json: { error: { code: 'noInstallation', message } }, text: message };
    }
    const folder = join(root, trustFolder);
    const time = new TrustedTime(folder, systemClock);
    const report = describeTrust(new KeptMetadata(folder).read(), shippedRoot, (signedAtMs) => time.nowMs(signedAtMs));
    const isWhole = report.parts.every(({ fault }) => fault === null);
    const rows = report.parts.map(
      ({ role, version, expires, fault }) =>
        `${role.padEnd(22)}  ${`${version ?? '-'}`.padStart(6)}  ${(expires ?? '-').padEnd(20)}  ${fault === null ? 'counts' : `${fault}: ${meanings[fault] ?? ''}`}`,
    );
    const from = report.rootFrom === 'kept' ? 'the root that is kept' : 'the root of the running slot';
    const text = [isWhole ? `all of it counts, from ${from} on` : `not all of it counts; begins with ${from}`, ...rows];
    return { exit: isWhole ? 0 : 1, json: { ...report }, text: text.join('\n') };
  },
};
