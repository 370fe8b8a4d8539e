import type { MfaRecord } from '../state/records.js';

/** A question of multi-factor authentication and its correct answer. */
export interface MfaQuestion {
  text: string;
  answer: string;
  /** The options to choose from; null for free text. */
  options: string[] | null;
}

/** The device code in Plaid's Sandbox. */
const DEVICE_CODE = '1234';

function questionOf({ kind, options, rounds, questions }: MfaRecord, round: number, position: number): MfaQuestion {
  if (kind === 'device') return { text: 'The code that was sent to your device', answer: DEVICE_CODE, options: null };
  const text = `Question ${position + 1} of ${questions}, round ${round + 1} of ${rounds}`;
  // As in Plaid's documentation, free-text rounds and questions count from 0 and selections from 1.
  if (kind === 'questions') return { text, answer: `answer_${round}_${position}`, options: null };
  if (options === 0) return { text, answer: 'Yes', options: ['Yes', 'No'] };
  const choices = Array.from({ length: options }, (_, choice) => `answer_${round + 1}_${position + 1}_${choice}`);
  return { text, answer: choices[0] ?? '', options: choices };
}

/** The questions of the current round. */
export function mfaQuestions(mfa: MfaRecord): MfaQuestion[] {
  return Array.from({ length: mfa.questions }, (_, position) => questionOf(mfa, mfa.round, position));
}

const LISTED = /^mfa_questions_([1-9])_([1-9])$/;
const CHOSEN = /^mfa_selections_([1-9])_([1-9])_([2-9])$/;

/** The multi-factor authentication that a password of `user_good` triggers; null for other passwords. */
export function mfaOf(password: string): MfaRecord | null {
  if (password === 'mfa_device') return { kind: 'device', rounds: 1, questions: 1, options: 0, round: 0 };
  if (password === 'mfa_selections') return { kind: 'selections', rounds: 1, questions: 1, options: 0, round: 0 };
  const listed = LISTED.exec(password);
  if (listed !== null)
    return { kind: 'questions', rounds: Number(listed[1]), questions: Number(listed[2]), options: 0, round: 0 };
  const [, rounds, questions, options] = CHOSEN.exec(password) ?? [];
  if (rounds === undefined) return null;
  return {
    kind: 'selections',
    rounds: Number(rounds),
    questions: Number(questions),
    options: Number(options),
    round: 0,
  };
}

/** The MFA type in Link events, and the status of a session that exits there. */
export const mfaLabels = {
  device: { type: 'code', status: 'requires_code' },
  questions: { type: 'questions', status: 'requires_questions' },
  selections: { type: 'selections', status: 'requires_selections' },
} as const;
