import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Fault } from '../control/faults.js';
import { documentationUrl, meaningOf } from '../plaid-errors.js';
import type { ErrorType } from '../plaid-types.js';

/** An answer before it goes out. */
export interface Outcome {
  status: number;
  body: string;
}

const codeForStatus = (status: number): string => {
  if (status === 429) return 'RATE_LIMIT';
  if (status === 503) return 'PLANNED_MAINTENANCE';
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'INVALID_FIELD';
};

/** True when the fault replaces the answer instead of spoiling the real one. */
const replaces = (fault: Fault): boolean =>
  fault.status !== undefined ||
  fault.errorCode !== undefined ||
  fault.errorType !== undefined ||
  fault.body !== undefined;

/** True when the endpoint is to do its work although the caller will not hear of it properly. */
export const runsHandler = (fault: Fault | undefined): boolean =>
  fault === undefined ||
  fault.afterHandler === true ||
  (!replaces(fault) && fault.hang !== true && fault.reset !== true);

const faultBody = (fault: Fault, requestId: string): Outcome => {
  if (fault.body !== undefined) {
    return {
      status: fault.status ?? 200,
      body: typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body),
    };
  }
  const known = fault.errorCode === undefined ? undefined : meaningOf(fault.errorCode);
  const status = fault.status ?? known?.status ?? 400;
  const code = fault.errorCode ?? codeForStatus(status);
  const type = (fault.errorType ?? meaningOf(code)?.type ?? 'API_ERROR') as ErrorType;
  const meaning = meaningOf(code);
  const body = {
    error_type: type,
    error_code: code,
    error_message: 'this error was asked for with /emulator/faults',
    display_message: meaning?.display ?? null,
    documentation_url: documentationUrl(type, code),
    suggested_action: meaning?.action ?? null,
    request_id: requestId,
  };
  return { status, body: JSON.stringify(body) };
};

/** Milliseconds between the pieces of a trickled answer, and how many pieces it is cut into. */
const TRICKLE_MS = 100;
const TRICKLE_PIECES = 20;

const trickle = async (reply: FastifyReply, { status, body }: Outcome, fault: Fault): Promise<void> => {
  const bytes = Buffer.from(body);
  const size = Math.max(1, Math.ceil(bytes.length / TRICKLE_PIECES));
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  for (let start = 0; start < bytes.length && !raw.destroyed; start += size) {
    raw.write(bytes.subarray(start, start + size));
    await wait(typeof fault.trickle === 'number' ? fault.trickle : TRICKLE_MS, undefined, { ref: false });
  }
  raw.end();
};

const truncate = (reply: FastifyReply, { status, body }: Outcome): void => {
  const bytes = Buffer.from(body);
  reply.hijack();
  reply.raw.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    reply.raw.socket?.destroy();
  });
};

/** Answers as the fault wants it. The status that the journal notes; null when nothing was answered. */
export const spoil = async (
  reply: FastifyReply,
  fault: Fault,
  real: Outcome | null,
  requestId: string,
): Promise<number | null> => {
  if (fault.hang === true) {
    reply.hijack();
    return null;
  }
  if (fault.reset === true) {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return null;
  }
  const outcome = replaces(fault) || real === null ? faultBody(fault, requestId) : real;
  for (const [name, value] of Object.entries(fault.headers ?? {})) void reply.header(name, value);
  if (fault.truncate === true) truncate(reply, outcome);
  else if (fault.trickle !== undefined && fault.trickle !== false) await trickle(reply, outcome, fault);
  else await reply.code(outcome.status).type('application/json').send(outcome.body);
  return outcome.status;
};
