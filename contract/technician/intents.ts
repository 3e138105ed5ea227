import type { Intent, IntentRefusal } from '../intent.ts';
import { fitsField, offersOf, optionOf } from '../offers.ts';
import { err, ok, type Result } from '../result.ts';
import type { TechnicianView } from './view.ts';

/**
 * Checks a touch against the view that stands on the screen. Pure.
 *
 * Live axes change the revision several times a second, and every id names its aim (`go:devices`, `test:receiptPrinter:strip`), so a touch is judged by what is
 * offered **now** and not by its revision: an act that has begun is not offered any more, so a second touch of it is nothing. Values that are typed leave as `type`
 * with the name of their field (`staffId`, `pin`, `pin2`, `code`, `count:…`); a PIN and a code never come back in a view.
 *
 * Only `press`, `choose`, `type`, `language`, `present` and `panel` mean anything here: nobody's visit can be steered from behind this view.
 */
export function checkTechnicianIntent(view: TechnicianView, intent: Intent): Result<Intent, IntentRefusal> {
  switch (intent.kind) {
    case 'language':
    case 'present':
    case 'panel':
      return ok(intent);
    case 'press': {
      const { leave, back, main, other } = view.actions;
      const offer = offersOf([leave, back, main, ...other], view.blocks).get(intent.id);
      if (offer !== undefined) return offer === 'enabled' ? ok(intent) : err('disabled');
      return view.nav.some(({ id }) => id === intent.id) ? ok(intent) : err('notOffered');
    }
    case 'choose': {
      const offer = optionOf(view.blocks, intent.name, intent.option);
      if (offer === undefined) return err('notOffered');
      return offer === 'enabled' ? ok(intent) : err('disabled');
    }
    case 'type': {
      const fits = fitsField(view.blocks, intent.name, intent.value);
      if (fits === undefined) return err('notOffered');
      return fits ? ok(intent) : err('badValue');
    }
    default:
      return err('notOffered');
  }
}
