import {
  ActivateBundleInput,
  ActivateBundleOutput,
  bundleMethods,
  CheckBundleInput,
  CheckBundleOutput,
} from '../../contract/bundle-link.ts';
import { err, ok } from '../../contract/result.ts';
import { method } from './method.ts';

export const bundleCheck = method({
  name: bundleMethods.check,
  summary: 'Whether an unpacked bundle would be taken by this service; changes nothing.',
  roles: ['updater'],
  input: CheckBundleInput,
  output: CheckBundleOutput,
  maxBytes: 2048,
  idempotent: true,
  log: null,
  handler: ({ bundles }, input) => {
    const checked = bundles.check(input);
    if (checked.ok) return checked;
    return err({
      code: checked.error,
      message: 'it is being judged, or files of this machine are wrong: ask again later',
    });
  },
});

export const bundleActivate = method({
  name: bundleMethods.activate,
  summary: 'The link of a kind points at another bundle: it is read and takes effect.',
  roles: ['updater'],
  input: ActivateBundleInput,
  output: ActivateBundleOutput,
  maxBytes: 256,
  idempotent: true,
  log: null,
  handler: ({ bundles }, input) => ok(bundles.activate(input)),
});
