import { Type } from 'typebox';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import { askProgram } from '../../drivers/core/ask-program.ts';
import { type FaceAnswer, type FaceFault, type FaceVerifier, faceAnswers } from './face-verifier.ts';

export interface ProgramVerifierOptions {
  /** Path of a program that the keeper of the machine has installed under its own licence. */
  readonly program: string;
  /** Given as they are; there is no shell. */
  readonly args?: readonly string[];
  readonly clock: Clock;
  /** Milliseconds until the program is ended. Default 5,000. */
  readonly limitMs?: number;
}

/** First bytes of what the program is given. */
const magic = 'YTF1';
/** An answer is one short line. */
const maxAnswerBytes = 4_096;

const Answer = Type.Object(
  { answer: Type.Unsafe<FaceAnswer>({ type: 'string', enum: [...faceAnswers] }) },
  { additionalProperties: false },
);

/**
 * A matcher that is a program of its own; none comes with this project. Standard input: `YTF1`, then frame (JPEG) and chip photo (WLT, may be empty),
 * each behind its length as 4 bytes, most significant first. Standard output: `{"answer":"match"|"noMatch"|"badFrame"}`, then exit 0.
 * It may crash, hang or send nonsense without harm. Nothing is written to disk; copies of the pictures are zeroed. It gets no environment, so that it
 * learns nothing of the machine.
 */
export function programVerifier(options: ProgramVerifierOptions): FaceVerifier {
  return {
    assurance: 'onDevice',
    needsPhoto: true,
    verify: (frame, photo, signal) => run(options, frame, photo, signal),
  };
}

async function run(
  { program, args = [], clock, limitMs = 5_000 }: ProgramVerifierOptions,
  frame: Uint8Array,
  photo: Uint8Array | null,
  signal: AbortSignal,
): Promise<Result<FaceAnswer, FaceFault>> {
  const input = message(frame, photo ?? new Uint8Array(0));
  const answer = await askProgram({ program, args, input, clock, limitMs, limitBytes: maxAnswerBytes, signal });
  if (!answer.ok) return err(answer.error === 'aborted' ? 'failed' : answer.error);
  return answer.value.exit === 0 ? answerOf(answer.value.output) : err('failed');
}

function message(frame: Uint8Array, photo: Uint8Array): Buffer {
  const input = Buffer.alloc(magic.length + 8 + frame.length + photo.length);
  input.write(magic, 'latin1');
  input.writeUInt32BE(frame.length, 4);
  input.set(frame, 8);
  input.writeUInt32BE(photo.length, 8 + frame.length);
  input.set(photo, 12 + frame.length);
  return input;
}

function answerOf(bytes: Buffer): Result<FaceAnswer, FaceFault> {
  try {
    const answer = parse(Answer, JSON.parse(bytes.toString('utf8')));
    return answer.ok ? ok(answer.value.answer) : err('notAnAnswer');
  } catch {
    return err('notAnAnswer'); // no JSON
  }
}
