import { type Clock, systemClock } from '../../contract/clock.ts';
import type { ClaimRequest } from '../../contract/hub-api.ts';
import { noLog } from '../../contract/log.ts';
import { loadDeviceKey } from '../../terminal/crypto/device-key.ts';
import { systemRandom } from '../../terminal/crypto/random.ts';
import { enrol } from '../../terminal/enrolment/enrolment.ts';
import { openStore } from '../../terminal/store/open-store.ts';
import { version } from '../../terminal/version.ts';

/**
 * Enrols a machine as a technician and an operator would: the machine shows a code, the operator claims it at the hub. Nothing happens when the machine
 * is enrolled already. Throws with one sentence when it does not work out.
 * @param onCode told the one-time code
 * @param clock that of the machine
 */
export async function enrolMachine(
  hubUrl: string,
  dataDir: string,
  operatorToken: string,
  machine: Omit<ClaimRequest, 'code'>,
  onCode: (code: string) => void = () => undefined,
  clock: Clock = systemClock,
): Promise<void> {
  const opened = openStore({ dir: dataDir, clock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(`the machine's database: ${opened.error.code}, ${opened.error.detail}`);
  const stop = new AbortController();
  const claims: Promise<void>[] = [];
  try {
    const enrolled = await enrol({
      store: opened.value,
      clock,
      log: noLog,
      random: systemRandom,
      baseUrl: hubUrl,
      key: loadDeviceKey(dataDir),
      model: 'yitiji-reference-21.5-portrait',
      version,
      signal: stop.signal,
      onCode: (code) => {
        if (code === null) return;
        onCode(code.code);
        // A claim that the hub refuses would be waited for in vain.
        const claimed = claim(hubUrl, operatorToken, { code: code.code, ...machine }).catch((cause: unknown) => {
          stop.abort();
          throw cause;
        });
        claims.push(claimed);
      },
    });
    await Promise.all(claims);
    if (!enrolled.ok) throw new Error(`enrolment: ${enrolled.error.code}`);
  } finally {
    opened.value.close();
  }
}

async function claim(hubUrl: string, operatorToken: string, request: ClaimRequest): Promise<void> {
  const reply = await fetch(`${hubUrl}/v1/operator/enrolments/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
    body: JSON.stringify(request),
  });
  if (!reply.ok) throw new Error(`the hub refused the claim: ${reply.status} ${await reply.text()}`);
}
