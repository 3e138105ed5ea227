/**
 * Pictures of papers in one application: so many, each at most so large (bytes of the JPEG, and characters of it in base64). Together with the answers they fit into one envelope
 * (contract/envelope.ts: `ct`, about 262,000 bytes of text), and an item that asks for more could never be sent.
 */
export const paperPictures = { most: 2, bytes: 88_064, chars: 117_420 } as const;
