import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BundleContent, maxBundleBytes, OpenBundleReply, splitBundle } from '../../contract/bundle.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

/** Largest content that is unpacked: what a machine packs is far below it, and a bomb above. */
const maxPlainBytes = 16 * maxBundleBytes;

/** Opens a bundle of a machine with the running hub's key, and unpacks it into a new folder. */
export const hubOpenBundle: Command = {
  name: 'hub open-bundle',
  summary: 'Opens a bundle that a machine has made (`yitiji bundle`) and unpacks it into a new folder.',
  positionals: ['FILE'],
  options: {
    ...operatorOptions,
    out: { type: 'string', required: true, help: 'folder to be made; never written over' },
  },
  run: async ({ options, positionals }) => {
    const [path = ''] = positionals;
    const out = String(options.out);
    if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
    if (out === '' || existsSync(out)) throw new UsageError(`--out: ${out} is there already, or has no name`);
    const split = splitBundle(readFileSync(path));
    if (!split.ok) return failed(split.error);
    const { header, ct } = split.value;
    const answer = await callOperator(options, 'POST', 'bundles/open', { header, ct: ct.toString('base64') });
    if (!answer.ok) return failed(answer.error);
    const content = contentOf(answer.value);
    if (!content.ok) return failed(content.error);
    const { files } = content.value;
    mkdirSync(out, { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(files)) {
      const file = join(out, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    }
    const { kiosk, bundleId, madeAt } = header;
    const names = Object.keys(files).sort();
    return {
      exit: 0,
      json: { kiosk, bundleId, madeAt, out, files: names },
      text: [`${kiosk}, made ${madeAt}: ${names.length} files in ${out}`, ...names.map((name) => `  ${name}`)].join(
        '\n',
      ),
    };
  },
};

function failed(error: string) {
  return { exit: 1, json: { error }, text: error } as const;
}

/** What a machine has packed is checked as anything from outside is. */
function contentOf(reply: unknown): Result<BundleContent, string> {
  const said = parse(OpenBundleReply, reply);
  if (!said.ok) return err('the hub answers something else: another version runs there');
  let json: unknown;
  try {
    const plain = gunzipSync(Buffer.from(said.value.plain, 'base64'), { maxOutputLength: maxPlainBytes });
    json = JSON.parse(plain.toString('utf8'));
  } catch {
    return err('opened, but it holds no files');
  }
  const content = parse(BundleContent, json);
  return content.ok ? ok(content.value) : err(`opened, but ${content.error.path || '/'} ${content.error.reason}`);
}
