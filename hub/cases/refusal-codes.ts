/**
 * Why something was not done, as the hub says it to machines. Each has the text `refusal.<code>` in kiosk-config/texts, in three languages; a test holds the two
 * lists against each other. Operators may give other words of their own; machines show `refusal.other` for those.
 */
export const refusalCodes = [
  // Applications: first look and decision.
  'alreadyBlocked',
  'cardUnknown',
  'certUnknown',
  'changedAfterSigning',
  'claimed',
  'claimLimit',
  'closed',
  'employee',
  'enrolled',
  'hasCard',
  'higherClaimed',
  'inProduction',
  'months',
  'nameTaken',
  'nobodyEligible',
  'noPermit',
  'noRecord',
  'notBlocked',
  'notCovered',
  'notInsured',
  'other',
  'outsideWindow',
  'ownOnly',
  'personUnknown',
  'replaced',
  'school',
  'tooOld',
  'tooYoung',
  'unreadable',
  'unsigned',
  // Ends by time or by the machine.
  'cardCaptured',
  'noCard',
  'unconfirmed',
  // The operator's words for whoever could not be identified offline, for what has to be mended, and for matters of projects.
  'drawingMissing',
  'fundRatio',
  'identityNotConfirmed',
  'payer',
  'photoUnclear',
  'planConflict',
  'premises',
  // Cards on the spot.
  'caseClosed',
  'caseUnknown',
  'notPaid',
  'noStock',
  'tooManyBlanks',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What the log says of a reason: a code, or `other` where an operator gave words, which may be about a person. Empty = there was none. */
export function reasonForLog(reason: string | null | undefined): RefusalCode | '' {
  if (reason === null || reason === undefined || reason === '') return '';
  return refusalCodes.find((code) => code === reason) ?? 'other';
}

/** Why a certificate is not issued; text `document.refused.<code>`. */
export const documentRefusals = [
  'departmentAway',
  'documentUnknown',
  'monthOpen',
  'noRecord',
  'notAuthorised',
  'notPrintable',
  'tooLong',
] as const;
export type DocumentRefusal = (typeof documentRefusals)[number];
