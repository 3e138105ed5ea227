import { Type } from 'typebox';

/** Key of a text in kiosk-config/texts. */
export const TextKey = Type.String({ pattern: '^[a-z][A-Za-z0-9]*([.][A-Za-z0-9_-]+)*$', maxLength: 96 });

/** Id of a service item, `ss.card.loss`. */
export const ItemId = Type.String({ pattern: '^[a-z]+([.][a-zA-Z]+)+$', maxLength: 64 });

/** Key of a field, unique in its item. */
export const FieldKey = Type.String({ pattern: '^[a-z][A-Za-z0-9]*$', maxLength: 48 });
